/// What a run leaves behind.
package struct RunResult: Sendable {
    package let outcome: Outcome
    /// All that was known in the end.
    package let facts: Facts
    /// Whether the run was undone afterwards, as far as that can be.
    package let isReverted: Bool
    /// What went wrong while undoing, by step, in the order in which it was tried.
    package let revertFailures: [(step: String, failure: Failure)]
}
