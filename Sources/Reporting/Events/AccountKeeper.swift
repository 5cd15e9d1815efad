package import Pipeline
import Synchronization

/// Keeps a run's account for the report after its end.
package final class AccountKeeper: Observer {
    private let state = Mutex(RunAccount())

    package init() {}

    /// The account of the events so far.
    package var account: RunAccount { state.withLock { $0 } }

    package func observe(_ event: Event) {
        state.withLock { $0.add(event) }
    }
}
