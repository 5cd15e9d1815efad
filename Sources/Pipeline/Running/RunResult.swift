/// The result of a run.
package struct RunResult: Sendable {
    package let outcome: Outcome
    /// All facts that were known in the end.
    package let facts: Facts
    /// Whether the run was undone afterwards, as far as possible.
    package let isReverted: Bool
    /// The failures to undo, by step, in the order in which it was tried.
    package let revertFailures: [(step: String, failure: Failure)]
}
