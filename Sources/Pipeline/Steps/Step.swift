/// One unit of work.
///
/// A step is made anew for each attempt, from its parameters with every template rendered. It reads
/// facts from its context, returns those that it gives, and keeps nothing for the next attempt.
package protocol Step: Sendable {
    /// Does the work; doing what is done already must succeed without doing it twice.
    ///
    /// Called by the runner, for one attempt at a time. Cancelling the task must end the work soon
    /// and leave nothing half-done behind.
    ///
    /// - Returns: the facts that the step gives.
    /// - Throws: a `Failure`, or an error that can be converted to one; any other counts as `refused`.
    func run(in context: StepContext) async throws -> Facts
}

/// A step that can tell whether its work is done already.
package protocol Checkable: Step {
    /// Looks, and changes nothing.
    ///
    /// Called by the runner in each attempt before `run`, which it makes needless.
    ///
    /// - Returns: the facts that the step gives, where its work is done; else nil.
    /// - Throws: as `run` does, with the same consequences.
    func check(in context: StepContext) async throws -> Facts?
}

/// A step that can undo what it did.
package protocol Revertible: Step {
    /// Undoes what the step did in this run, also when that was only a part, or nothing at all.
    ///
    /// Called by the runner in reverse order of the steps, the failed one included, again after a
    /// failure that the step's policy retries. What was there before the run stays: the context's
    /// `receipt` holds what the step recorded before each effect, and its facts are all that the run
    /// ended with. A failure is reported beside the one that led here and never in its place; it
    /// names what is left and how to remove it.
    func revert(in context: StepContext) async throws
}
