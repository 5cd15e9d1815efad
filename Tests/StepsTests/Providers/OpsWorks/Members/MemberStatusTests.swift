import Testing

@testable import Steps

@Suite("A member's status")
struct MemberStatusTests {
    @Test(
        "says whether to wait on",
        arguments: [
            ("registered", MemberStatus.registered), ("online", .online),
            ("registering", .onTheWay), ("running_setup", .onTheWay), ("assigning", .onTheWay),
            ("pending", .onTheWay), ("a_status_of_the_future", .onTheWay),
            ("setup_failed", .lost), ("connection_lost", .lost), ("terminated", .lost),
            ("stopped", .lost), ("deregistering", .lost),
        ])
    func statuses(text: String, status: MemberStatus) {
        #expect(MemberStatus(text) == status)
    }
}
