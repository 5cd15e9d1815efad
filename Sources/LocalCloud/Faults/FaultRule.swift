import Foundation

/// A fault that was asked for: which requests it is for, and what happens to them.
package struct FaultRule: Sendable, Equatable {
    /// Which of the matching requests it is for, counted from 1.
    package var calls: ClosedRange<Int> = 1...Int.max
    /// A service's name, `metadata`, `installer`, or `*`.
    package var service = Wildcard("*")
    /// An operation, or for `metadata` and `installer` a path.
    package var operation = Wildcard("*")
    /// The machine that asks, by EC2 id; nil for any.
    package var instance: String?
    /// Whether the request waits, before anything else happens, until all rules are ended.
    package var holds = false
    /// Seconds before anything else happens.
    package var latency = 0.0
    package var effect: Effect?
    /// The rule as it was written, to show it again.
    package var source: JSONValue

    /// What happens instead of, or to, the reply.
    package enum Effect: Sendable, Equatable {
        /// The request is refused and has no effect.
        case refuse(Refusal)
        /// So many requests a second get through, the others are throttled.
        case throttle(rate: Double, burst: Double)
        /// The connection closes without a reply; with `afterEffect`, when all has been done.
        case drop(afterEffect: Bool)
        /// All has been done; the connection closes after so many bytes of the body.
        case cutOff(after: Int)
        /// All has been done; the reply is not the JSON or XML that it should be.
        case malformed
        /// For this request the service's clock is off by so many seconds.
        case skew(Double)
    }

    /// Whether a request is one that this rule counts.
    package func matches(service: String, operation: String, instance: String?) -> Bool {
        self.service.matches(service) && self.operation.matches(operation)
            && (self.instance == nil || self.instance == instance)
    }
}
