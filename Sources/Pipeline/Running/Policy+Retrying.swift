extension Policy {
    /// Returns the rule that retries a failure.
    ///
    /// - Parameters:
    ///   - failure: what went wrong.
    ///   - failures: how many failures each rule has handled, by its index; this one is added.
    /// - Returns: the rule, and the number of its failures so far; nil if the policy has no more
    ///   retries.
    func retry(
        after failure: Failure, counting failures: inout [Int: Int]
    ) -> (retry: Retry, count: Int)? {
        guard let index = retries.firstIndex(where: { $0.classes.contains(failure.failureClass) })
        else { return nil }
        let count = failures[index, default: 0] + 1
        failures[index] = count
        return count < retries[index].attempts ? (retries[index], count) : nil
    }
}

extension Retry {
    /// Returns the wait after the n-th failure, at least as long as the failure itself asks for.
    func wait(
        afterFailure count: Int, _ failure: Failure, random: any RandomSource
    ) -> Duration {
        max(wait(afterFailure: count, random: random), failure.retryAfter ?? .zero)
    }
}
