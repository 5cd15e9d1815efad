/// A step that can say what it would change.
///
/// `enlist plan --check` asks, on an instance, long before a run or instead of one; no run does.
package protocol Foreseeing: Step {
    /// Looks at what the step would do, and changes nothing: neither the machine, nor anything in AWS.
    ///
    /// Called when all facts that the step reads are known. Nothing that earlier steps would change has
    /// been changed.
    ///
    /// - Parameter facts: what is known, with what earlier steps would give.
    /// - Returns: what it would do.
    /// - Throws: what would make the step fail, as `run` does; `CancellationError` when the task is
    ///   cancelled.
    func foresee(knowing facts: Facts) async throws -> Foresight
}
