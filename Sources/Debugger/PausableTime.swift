package import Pipeline
import Synchronization

/// Time that stands still while a person thinks, so that no deadline passes and no step seems slow.
///
/// The wall clock continues; only `elapsed` stops.
package final class PausableTime: TimeSource {
    private let base: any TimeSource
    private let state = Mutex(State())

    private struct State {
        var stoppedAt: Duration?
        var lost = Duration.zero
    }

    package init(_ base: any TimeSource) { self.base = base }

    package func now() -> Moment {
        let now = base.now()
        return state.withLock { state in
            Moment(
                elapsed: (state.stoppedAt ?? now.elapsed) - state.lost, sinceEpoch: now.sinceEpoch)
        }
    }

    /// Stops the time; called when nothing of the run is in progress.
    func stop() {
        let now = base.now().elapsed
        state.withLock { $0.stoppedAt = $0.stoppedAt ?? now }
    }

    /// Lets the time continue.
    func start() {
        let now = base.now().elapsed
        state.withLock { state in
            guard let stoppedAt = state.stoppedAt else { return }
            state.lost += now - stoppedAt
            state.stoppedAt = nil
        }
    }
}
