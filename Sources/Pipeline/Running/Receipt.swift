import Synchronization

/// What one step has written down of its own doing in one run, in all attempts: what it is about to
/// change, and what was there before.
///
/// It is what a revert goes by. It is data, as facts are, and each entry is an event before its effect
/// takes place, so that it can outlive the process.
final class Receipt: Sendable {
    private let entries = Mutex(Facts())

    var facts: Facts { entries.withLock { $0 } }

    func add(_ facts: Facts) {
        entries.withLock { $0 = $0.merging(facts) }
    }
}
