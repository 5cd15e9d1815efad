import AWS
import FoundationEssentials
import Synchronization

/// A clock that stands, waits that are only written down, and chance that is always the same.
final class TestTiming: WallClock, Sleeper, Jitter {
    private let state: Mutex<(now: Date, sleeps: [Duration])>
    private let chance: Double

    init(_ now: Date = Date(timeIntervalSince1970: 1_700_000_000), chance: Double = 1) {
        state = Mutex((now, []))
        self.chance = chance
    }

    var timing: RequestTiming { RequestTiming(clock: self, sleeper: self, jitter: self) }
    var sleeps: [Duration] { state.withLock(\.sleeps) }

    func now() -> Date { state.withLock(\.now) }
    func advance(_ seconds: Double) { state.withLock { $0.now += seconds } }
    func fraction() -> Double { chance }
    func sleep(for duration: Duration) async throws(CancellationError) {
        state.withLock { $0.sleeps.append(duration) }
    }
}
