/// The combined effect of the fault rules on one request.
package struct FaultPlan: Sendable, Equatable {
    /// Whether to wait, before anything else, until the rules are removed.
    package var isHeld = false
    /// Seconds to wait before anything else.
    package var latency = 0.0
    /// The effect of the first rule that has one for this request.
    package var effect: FaultRule.Effect?
    /// The rules that apply, as they were written.
    package var sources: [JSONValue] = []
}
