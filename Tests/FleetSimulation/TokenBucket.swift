/// AWS' throttling: each request takes a token, and tokens come back at a rate, up to a burst
/// ("Request throttling for the Amazon EC2 API" in the EC2 developer guide).
package struct TokenBucket: Sendable {
    /// Tokens a second.
    package let rate: Double
    /// The most that there are.
    package let burst: Double
    private var tokens: Double
    private var filled = 0.0

    package init(rate: Double, burst: Double) {
        self.rate = rate
        self.burst = burst
        tokens = burst
    }

    /// Takes a token if there is one.
    ///
    /// - Parameter now: seconds; never fewer than the last time.
    /// - Returns: whether there was one.
    package mutating func take(at now: Double) -> Bool {
        tokens = min(burst, tokens + (now - filled) * rate)
        filled = now
        // Sums of fractions fall short of a whole token by some 1e-16.
        guard tokens >= 1 - 1e-9 else { return false }
        tokens -= 1
        return true
    }
}

/// The requests that share a token bucket.
package struct Throttle: Sendable {
    /// `ssm`, `ec2`, `opsworks`.
    package let service: String
    /// One operation; nil for all of the service together.
    package let operation: String?
    package let rate: Double
    package let burst: Double

    package init(service: String, operation: String?, rate: Double, burst: Double) {
        self.service = service
        self.operation = operation
        self.rate = rate
        self.burst = burst
    }

    func matches(_ call: Call) -> Bool {
        service == call.service && (operation ?? call.operation) == call.operation
    }
}

/// A request by the names of its service and its operation.
package struct Call: Sendable, Hashable {
    package let service: String
    package let operation: String

    package init(_ service: String, _ operation: String) {
        self.service = service
        self.operation = operation
    }
}
