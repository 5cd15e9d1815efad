import Pipeline
import Synchronization
import Testing

@testable import Application

@Suite("The alarm of work")
struct SystemAlarmTests {
    /// Time that goes on by what is slept, and by more where the machine stands still.
    private final class Clock: TimeSource {
        private let state: Mutex<(now: Duration, stops: [Duration], slept: [Duration])>

        init(stops: [Duration]) { state = Mutex((.seconds(100), stops, [])) }

        func now() -> Moment { Moment(elapsed: state.withLock { $0.now }, sinceEpoch: .zero) }

        func sleep(_ duration: Duration) {
            state.withLock { state in
                state.slept.append(duration)
                state.now += duration
                if !state.stops.isEmpty { state.now += state.stops.removeFirst() }
            }
        }

        var slept: Duration { state.withLock { $0.slept.reduce(.zero, +) } }
    }

    @Test(
        "time in which nothing runs is not the work's",
        arguments: [
            ([], 3000), ([.milliseconds(300)], 2700), ([.zero, .seconds(3600)], 3000),
            ([.seconds(2), .seconds(2), .seconds(2)], 3000),
        ] as [([Duration], Int)])
    func stopped(stops: [Duration], milliseconds: Int) async throws {
        let clock = Clock(stops: stops)
        let alarm = SystemAlarm(time: clock) { clock.sleep($0) }
        try await alarm.pause(until: clock.now().elapsed + .seconds(3))
        #expect(clock.slept == .milliseconds(milliseconds))
    }
}
