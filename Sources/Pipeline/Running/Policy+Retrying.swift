extension Policy {
    /// The rule by which a failure is answered with another try.
    ///
    /// - Parameters:
    ///   - failure: what went wrong.
    ///   - failures: how many each rule has answered, by its index; this one is counted.
    /// - Returns: the rule, and which failure of that rule this is; nil if the policy has nothing left.
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
    /// The wait after the n-th failure, and no shorter than the failure itself asks for.
    func wait(
        afterFailure count: Int, _ failure: Failure, random: any RandomSource
    ) -> Duration {
        max(wait(afterFailure: count, random: random), failure.retryAfter ?? .zero)
    }
}
