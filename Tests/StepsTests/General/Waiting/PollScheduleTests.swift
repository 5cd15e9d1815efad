import Pipeline
import Testing

@testable import Steps

private struct FixedRandom: RandomSource {
    let value: Double
    func fraction() -> Double { value }
}

@Suite("Polling")
struct PollingTests {
    @Test(
        "begins quickly, settles at the interval and leaves half of each wait to chance",
        arguments: [
            (5.0, 1.0, [0.25, 0.5, 1, 2, 4, 5, 5]), (5.0, 0.0, [0.125, 0.25, 0.5, 1, 2, 2.5, 2.5]),
            (0.2, 1.0, [0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2]),
        ])
    func schedule(every: Double, chance: Double, waits: [Double]) {
        var schedule = PollSchedule(every: .milliseconds(Int64(every * 1000)))
        let random = FixedRandom(value: chance)
        #expect(waits.map { _ in schedule.wait(random).seconds } == waits)
    }

    @Test(
        "a status says whether to wait on",
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
