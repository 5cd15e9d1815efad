import Foundation

/// A fault rule: which requests it applies to, and what happens to them.
package struct FaultRule: Sendable, Equatable {
    /// Which of the matching requests it applies to, counted from 1.
    package var calls: ClosedRange<Int> = 1...Int.max
    /// A service's name, `metadata`, `installer`, or `*`.
    package var service = Wildcard("*")
    /// An operation; a path for `metadata` and `installer`.
    package var operation = Wildcard("*")
    /// The calling machine, by EC2 id; nil for any.
    package var instance: String?
    /// Whether the request waits, before anything else, until all rules are removed.
    package var holds = false
    /// Seconds to wait before anything else.
    package var latency = 0.0
    package var effect: Effect?
    /// The rule as it was written, to show it again.
    package var source: JSONValue

    /// What happens instead of the reply, or to it.
    package enum Effect: Sendable, Equatable {
        /// The request is refused and has no effect.
        case refuse(Refusal)
        /// Only this many requests a second are accepted, the others are throttled.
        case throttle(rate: Double, burst: Double)
        /// The connection closes without a reply; with `afterEffect`, after the request has taken
        /// effect.
        case drop(afterEffect: Bool)
        /// The request takes effect; the connection closes after this many bytes of the body.
        case cutOff(after: Int)
        /// The request takes effect; the reply is not valid JSON or XML.
        case malformed
        /// For this request the service's clock is off by this many seconds.
        case skew(Double)
    }

    /// Whether the rule counts a request.
    package func matches(service: String, operation: String, instance: String?) -> Bool {
        self.service.matches(service) && self.operation.matches(operation)
            && (self.instance == nil || self.instance == instance)
    }
}
