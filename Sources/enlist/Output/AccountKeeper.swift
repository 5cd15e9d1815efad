import Pipeline
import Synchronization

/// Keeps a run's account for what is said after it.
final class AccountKeeper: Observer {
    private let state = Mutex(RunAccount())

    var account: RunAccount { state.withLock { $0 } }

    func observe(_ event: Event) {
        state.withLock { $0.add(event) }
    }
}
