/// A step that ends the work of another kind of step when an instance leaves.
package struct LeavingStep: Sendable {
    /// How much time there is to leave.
    package enum Pace: Sendable {
        case unhurried
        /// The instance is gone in two minutes.
        case hasty
    }

    package let kind: StepKind
    private let unhurried: [(name: String, text: String)]
    private let hasty: [(name: String, text: String)]

    /// Declares a leaving step.
    ///
    /// - Parameters:
    ///   - kind: of the step.
    ///   - unhurried: its parameters, as in a pipeline file, in this order.
    ///   - hasty: its parameters if there is little time.
    package init(
        _ kind: StepKind, unhurried: KeyValuePairs<String, String> = [:],
        hasty: KeyValuePairs<String, String> = [:]
    ) {
        self.kind = kind
        self.unhurried = unhurried.map { ($0.key, $0.value) }
        self.hasty = hasty.map { ($0.key, $0.value) }
    }

    /// Its parameters, as in a pipeline file.
    package func parameters(_ pace: Pace) -> [(name: String, text: String)] {
        switch pace {
        case .unhurried: unhurried
        case .hasty: hasty
        }
    }
}
