import Pipeline
import Synchronization

/// Time that passes only when somebody waits or says so.
final class ManualTime: TimeSource {
    private let state = Mutex(Duration.zero)

    func now() -> Moment {
        let elapsed = state.withLock { $0 }
        return Moment(elapsed: elapsed, sinceEpoch: .seconds(1_777_636_800) + elapsed)
    }

    func advance(by duration: Duration) { state.withLock { $0 += duration } }

    func advance(to elapsed: Duration) { state.withLock { $0 = max($0, elapsed) } }
}

/// Waits by moving the time on at once.
struct InstantPause: Pausing {
    let time: ManualTime

    func pause(until elapsed: Duration) async throws {
        try Task.checkCancellation()
        time.advance(to: elapsed)
    }
}

/// Never rings: for runs in which no attempt takes longer than it may.
struct SilentAlarm: Pausing {
    func pause(until elapsed: Duration) async throws {
        try await Task.sleep(for: .seconds(86_400))
    }
}

/// Chance that is always the same: whole waits.
struct NoChance: RandomSource {
    func fraction() -> Double { 0 }
}
