/// Something that happened in a run, as data.
///
/// Terminal, log, journal and timeline are built from events alone.
package struct Event: Sendable, Equatable {
    /// Counted from 1 within a run, without gaps.
    package let sequence: Int
    package let time: Moment
    /// The run's id.
    package let run: String
    /// The step's id; nil for an event of the whole run.
    package let step: String?
    /// The number of the step's attempt, from 1; nil outside of attempts.
    package let attempt: Int?
    /// The activity beside the steps that caused the event, as `heartbeats`.
    ///
    /// Nil for the steps and the run themselves; otherwise, step and attempt are nil.
    package let beside: String?
    package let body: Body

    package init(
        sequence: Int, time: Moment, run: String, step: String?, attempt: Int?,
        beside: String? = nil, body: Body
    ) {
        self.sequence = sequence
        self.time = time
        self.run = run
        self.step = step
        self.attempt = attempt
        self.beside = beside
        self.body = body
    }

    package enum Body: Sendable, Equatable {
        /// Something that the run needs is unavailable: the run ends before its first step.
        case preparationFailed(Failure)
        /// What runs where, and with which inputs; emitted before the first step.
        case runIdentified(RunIdentity)
        case runStarted(PlanRecord)
        /// The run resumes earlier ones, whose first `done` steps are done. If some of them are
        /// repeated, a sentence without its full stop says from where and why.
        case runResumed(PlanRecord, done: Int, because: String?)
        /// `limit` is how long the attempt may take; nil for no limit.
        case attemptStarted(kind: String, of: [String: Value], limit: Duration? = nil)
        /// The step has checked, and found its work done.
        case alreadyDone
        case attemptSucceeded(gave: Facts, after: Duration)
        case attemptFailed(Failure, after: Duration)
        case attemptInterrupted(after: Duration)
        /// The step will be retried after a wait.
        case retrying(after: Duration, because: FailureClass)
        /// The run returns to an earlier step after a wait: because of a failure, or by hand.
        case rewinding(to: String, after: Duration, because: FailureClass?)
        /// A step waits for something outside.
        case waiting(Duration, reason: String)
        case stepSucceeded(after: Duration)
        case stepFailed(
            Failure, after: Duration, runGoesOn: Bool, isDeadlinePassed: Bool = false)
        /// The step did not run, or was given up: by its condition, which then says why; by the
        /// gate; or because the run continues without it.
        case stepSkipped(because: String?)
        /// The run ends here, and can resume after a reboot of the machine.
        case rebootNeeded(reason: String)
        /// What a step records before an effect, for a later revert.
        case recorded(Facts)
        /// A person has set a fact in a paused run; nil if the fact was unset.
        case factChanged(FactName, to: Value?)
        /// A person has changed a parameter of a step in a paused run; templates are not rendered.
        case parameterChanged(String, of: String, to: Value)
        case revertStarted
        case revertSucceeded(after: Duration)
        case revertFailed(Failure, after: Duration)
        case note(String)
        case warning(String)
        /// One line that a child process printed.
        case output(String, source: String)
        /// What a part outside the engine did for the step, such as a request to a service.
        case activity(String, [String: Value])
        case runFinished(Outcome, after: Duration)

        /// The plan with which a run begins.
        package var plan: PlanRecord? {
            switch self {
            case .runStarted(let plan), .runResumed(let plan, _, _): plan
            default: nil
            }
        }
    }
}
