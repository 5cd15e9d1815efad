import Pipeline
import Testing

@testable import Steps

/// What the tag of a group says of its instances that have failed.
@Suite struct FailureListTests {
    private static let now = Moment(elapsed: .zero, sinceEpoch: .seconds(1_800_000_000))
    private static let within = Duration.seconds(30 * 60)

    private func list(_ text: String) -> FailureList {
        FailureList(text, until: Self.now.sinceEpoch, Self.within)
    }

    private func entry(_ instance: String, secondsAgo: Int) -> String {
        let time = Moment(
            elapsed: .zero, sinceEpoch: Self.now.sinceEpoch - .seconds(secondsAgo))
        return "\(time.timestamp) \(instance)"
    }

    @Test("what is written is read again") func readAgain() {
        var failures = list("")
        failures.add("i-1", at: Self.now)
        #expect(failures.text == entry("i-1", secondsAgo: 0))
        #expect(list(failures.text) == failures)
        #expect(failures.names("i-1") && !failures.names("i-2"))
    }

    @Test("what is older does not count") func oldOnes() {
        let text = [entry("i-1", secondsAgo: 1_800), entry("i-2", secondsAgo: 1_799)]
            .joined(separator: ", ")
        #expect(list(text).text == entry("i-2", secondsAgo: 1_799))
    }

    @Test(
        "what somebody else has written there does not count",
        arguments: ["", "nonsense", "i-1", "2026-05-01 i-1", ",,,", "a b c"])
    func nonsense(_ text: String) {
        #expect(list(text).count == 0)
    }

    @Test("the most that are kept have room in a tag") func limit() {
        var failures = list("")
        for number in 0..<9 { failures.add("i-0123456789abcdef\(number)", at: Self.now) }
        #expect(failures.count == Breaker.mostFailures)
        #expect(failures.text.utf8.count <= 256)
        #expect(failures.names("i-0123456789abcdef8") && !failures.names("i-0123456789abcdef3"))
    }
}
