import Synchronization

/// What all requests of a process may spend on second tries together, so that an outage does not
/// become a storm.
///
/// Being throttled costs nothing. A service that throttles works, and the waits between the tries
/// pace them; with an empty budget whoever has waited longest would be turned away from then on.
///
/// Sizes as in the SDKs' standard retry mode: room for 100 repeated failures in a row.
package final class RetryBudget: Sendable {
    /// What a try after a failure costs.
    static let failed = 5
    private let capacity: Int
    private let tokens: Mutex<Int>

    package init(capacity: Int = 500) {
        self.capacity = capacity
        tokens = Mutex(capacity)
    }

    /// Takes `cost` tokens if there are as many.
    ///
    /// - Returns: Whether there were.
    func spend(_ cost: Int) -> Bool {
        tokens.withLock {
            guard $0 >= cost else { return false }
            $0 -= cost
            return true
        }
    }

    /// Puts back what the last repetition of a request that then succeeded has cost, or one token
    /// where it succeeded at once: as in the SDKs, only what stays in vain is spent.
    func refill(_ cost: Int) {
        tokens.withLock { $0 = min(capacity, $0 + max(1, cost)) }
    }
}
