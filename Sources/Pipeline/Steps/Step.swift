/// One unit of work.
///
/// A step is created again for each attempt, from its parameters with every template rendered. It
/// reads facts from its context, returns those that it gives, and keeps nothing for the next
/// attempt.
package protocol Step: Sendable {
    /// Does the work; must be idempotent, and succeed if the work is done already.
    ///
    /// Called by the runner, for one attempt at a time. When the task is cancelled, the work must
    /// end soon and leave nothing half-done behind.
    ///
    /// - Returns: the facts that the step gives.
    /// - Throws: a `Failure`, or an error that can be converted to one; any other counts as
    ///   `refused`.
    func run(in context: StepContext) async throws -> Facts
}

/// A step that can detect whether its work is done already.
package protocol Checkable: Step {
    /// Checks, and changes nothing.
    ///
    /// Called by the runner in each attempt before `run`, which is skipped if the work is done.
    ///
    /// - Returns: the facts that the step gives if its work is done; otherwise nil.
    /// - Throws: as `run` does, with the same consequences.
    func check(in context: StepContext) async throws -> Facts?
}

/// A step that can undo what it did.
package protocol Revertible: Step {
    /// Undoes what the step did in this run, even if that was only a part, or nothing at all.
    ///
    /// Called by the runner in reverse order of the steps, including the failed one, and again
    /// after a failure that the step's policy retries. Whatever existed before the run stays: the
    /// context's `receipt` contains what the step recorded before each effect, and its facts are
    /// all that the run ended with. A failure is reported in addition to the one that led here and
    /// never replaces it; it names what is left and how to remove it.
    func revert(in context: StepContext) async throws
}
