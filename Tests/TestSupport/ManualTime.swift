package import Pipeline
import Synchronization

/// Time that passes only when somebody waits or says so.
package final class ManualTime: TimeSource {
    private let state = Mutex(Duration.zero)

    package init() {}

    package func now() -> Moment {
        let elapsed = state.withLock { $0 }
        return Moment(elapsed: elapsed, sinceEpoch: .seconds(1_777_636_800) + elapsed)
    }

    package func advance(by duration: Duration) { state.withLock { $0 += duration } }

    package func advance(to elapsed: Duration) { state.withLock { $0 = max($0, elapsed) } }
}

/// Waits by moving the time on at once.
package struct InstantPause: Pausing {
    private let time: ManualTime

    package init(time: ManualTime) { self.time = time }

    package func pause(until elapsed: Duration) async throws {
        try Task.checkCancellation()
        time.advance(to: elapsed)
    }
}

/// Never rings: for runs in which no attempt takes longer than it may.
package struct SilentAlarm: Pausing {
    package init() {}

    package func pause(until elapsed: Duration) async throws {
        try await Task.sleep(for: .seconds(86_400))
    }
}

/// Chance that is always the same: whole waits.
package struct NoChance: RandomSource {
    package init() {}

    package func fraction() -> Double { 0 }
}
