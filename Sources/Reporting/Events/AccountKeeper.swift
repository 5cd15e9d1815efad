package import Pipeline
import Synchronization

/// Keeps a run's account for what is said after it.
package final class AccountKeeper: Observer {
    private let state = Mutex(RunAccount())

    package init() {}

    /// What the events have come to by now.
    package var account: RunAccount { state.withLock { $0 } }

    package func observe(_ event: Event) {
        state.withLock { $0.add(event) }
    }
}
