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
}
