import Synchronization

/// The budget of retries that all requests of a process share, so that an outage does not become a
/// storm.
///
/// Throttled requests cost nothing. A service that throttles works, and the waits between the
/// attempts pace them; with an empty budget the request that has waited longest would be the next
/// to fail.
///
/// The sizes are those of the SDKs' standard retry mode: room for 100 repeated failures in a row.
package final class RetryBudget: Sendable {
    /// The cost of a retry after a failure.
    static let failed = 5
    private let capacity: Int
    private let tokens: Mutex<Int>

    package init(capacity: Int = 500) {
        self.capacity = capacity
        tokens = Mutex(capacity)
    }

    /// Takes `cost` tokens if there are that many.
    ///
    /// - Returns: Whether there were.
    func spend(_ cost: Int) -> Bool {
        tokens.withLock {
            guard $0 >= cost else { return false }
            $0 -= cost
            return true
        }
    }

    /// Puts back the cost of the last retry of a request that then succeeded, or one token if it
    /// succeeded at once: as in the SDKs, only retries in vain are spent.
    func refill(_ cost: Int) {
        tokens.withLock { $0 = min(capacity, $0 + max(1, cost)) }
    }
}
