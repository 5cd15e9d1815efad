import Pipeline
import Testing

@Suite("Near names")
struct NearestNameTests {
    private let kinds = ["look-up-stack", "choose-hostname", "tag-instance", "assign-layer"]

    @Test(
        "the name that was most likely meant",
        arguments: [
            ("lookup-stack", "look-up-stack"), ("chose-hostname", "choose-hostname"),
            ("TAG-INSTANCE", "tag-instance"), ("asign-lyaer", "assign-layer"),
        ])
    func near(word: String, name: String) {
        #expect(nearestName(to: word, among: kinds) == name)
    }

    @Test(
        "is none where nothing is near",
        arguments: ["", "x", "reboot", String(repeating: "a", count: 5000)])
    func far(word: String) {
        #expect(nearestName(to: word, among: kinds) == nil)
    }
}
