import Pipeline
import Testing

@Suite("Durations as text")
struct DurationTextTests {
    @Test(
        "are read",
        arguments: [
            ("0s", 0.0), ("250ms", 0.25), ("2s", 2), ("1.5s", 1.5), ("5m", 300),
            ("1h30m", 5400), ("1d", 86_400), ("366d", 31_622_400),
        ])
    func reads(text: String, seconds: Double) throws {
        #expect(try #require(Duration(text: text)).seconds == seconds)
    }

    @Test(
        "what is none is refused",
        arguments: [
            "", "5", "s", "-5s", "5 s", "5S", "30m1h", "1m1m", "1e3s", "9999999999999d", "367d",
            "٣s", "1.2.3s", "five", "infs", "nans", "1\u{301}s",
            "1s\u{301}",
        ])
    func refuses(text: String) {
        #expect(Duration(text: text) == nil)
    }

    @Test(
        "are written for a person",
        arguments: [
            (0, "0s"), (40, "40ms"), (999, "999ms"), (1000, "1s"), (2540, "2.5s"),
            (59_999, "60s"), (60_000, "1m"), (90_061_000, "1d1h1m1s"), (300_000, "5m"),
        ])
    func writes(milliseconds: Int64, text: String) {
        #expect(Duration.milliseconds(milliseconds).readable == text)
    }
}
