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

    @Test func `a prompt one is late by a tenth of the wait at most, after the first seconds`() {
        var schedule = PollSchedule(every: .seconds(5), isPrompt: true)
        var waited = 0.0
        var questions = 0
        while waited < 120 {
            let wait = schedule.wait(FixedRandom(value: 1)).seconds
            #expect(wait <= max(0.25, min(5, waited / 10 + 0.001)))
            waited += wait
            questions += 1
        }
        #expect(questions < 60)
    }

    @Test func `a busy service is asked as seldom as it answers`() {
        var schedule = PollSchedule(every: .seconds(5), isPrompt: true)
        let random = FixedRandom(value: 1)
        #expect(schedule.wait(random, after: .seconds(3)) == .seconds(3))
        #expect(schedule.wait(random, after: .seconds(60)) == .seconds(5))
        #expect(schedule.wait(random) == .seconds(5))
    }
}
