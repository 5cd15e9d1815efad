import Synchronization

/// One step's record of its own doing in one run, over all attempts: what it is about to change,
/// and what was there before.
///
/// A revert relies on it. It is data, as facts are, and each entry is an event before its effect
/// takes place, so that it can outlive the process.
final class Receipt: Sendable {
    private let entries = Mutex(Facts())

    var facts: Facts { entries.withLock { $0 } }

    func add(_ facts: Facts) {
        entries.withLock { $0 = $0.merging(facts) }
    }
}
