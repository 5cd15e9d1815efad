/// A step that can predict what it would change.
///
/// `enlist plan --check` asks for it on an instance, long before a run or instead of one; no run
/// does.
package protocol Foreseeing: Step {
    /// Predicts what the step would do, and changes nothing, neither on the machine nor in AWS.
    ///
    /// Called when all facts that the step reads are known. None of the changes of earlier steps
    /// has been made.
    ///
    /// - Parameter facts: what is known, including what earlier steps would give.
    /// - Returns: what it would do.
    /// - Throws: what would make the step fail, as `run` does; `CancellationError` when the task is
    ///   cancelled.
    func foresee(knowing facts: Facts) async throws -> Foresight
}
