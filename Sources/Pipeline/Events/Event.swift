/// Something that happened in a run, as data.
///
/// Terminal, log, journal and timeline are made of events and of nothing else.
package struct Event: Sendable, Equatable {
    /// Counted from 1 within a run, without gaps.
    package let sequence: Int
    package let time: Moment
    /// The run's id.
    package let run: String
    /// The step's id; nil for what concerns the whole run.
    package let step: String?
    /// The step's attempt, counted from 1; nil outside of attempts.
    package let attempt: Int?
    /// What goes on beside the steps and has brought the event about, as `heartbeats`.
    ///
    /// Nil for the steps and the run themselves; with it, step and attempt are nil.
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
        /// What the run needs could not be had: it is over before it has started.
        case preparationFailed(Failure)
        /// What runs where, and with which inputs: known before the first step.
        case runIdentified(RunIdentity)
        case runStarted(PlanRecord)
        /// The run goes on with what earlier ones have done: so many steps, from the first. Where some
        /// are done again, a sentence without its full stop says from where and why.
        case runResumed(PlanRecord, done: Int, because: String?)
        /// `limit` is how long the attempt may take; nil for as long as it likes.
        case attemptStarted(kind: String, of: [String: Value], limit: Duration? = nil)
        /// The step has looked and found its work done.
        case alreadyDone
        case attemptSucceeded(gave: Facts, after: Duration)
        case attemptFailed(Failure, after: Duration)
        case attemptInterrupted(after: Duration)
        /// The step will be tried again after a wait.
        case retrying(after: Duration, because: FailureClass)
        /// The run goes back to an earlier step after a wait: because of a failure, or by hand.
        case rewinding(to: String, after: Duration, because: FailureClass?)
        /// A step waits for something outside.
        case waiting(Duration, reason: String)
        case stepSucceeded(after: Duration)
        case stepFailed(
            Failure, after: Duration, runGoesOn: Bool, isDeadlinePassed: Bool = false)
        /// The step was not done, or given up: by its condition, which then says why, by the gate, or
        /// because the run goes on without it.
        case stepSkipped(because: String?)
        /// The run ends here, and can go on when the machine has been rebooted.
        case rebootNeeded(reason: String)
        /// What a step writes down before it has an effect, to be undone by.
        case recorded(Facts)
        /// A person has set a fact in a run that was paused; nil where it is not known any more.
        case factChanged(FactName, to: Value?)
        /// A person has changed a parameter of a step in a run that was paused; templates are not rendered.
        case parameterChanged(String, of: String, to: Value)
        case revertStarted
        case revertSucceeded(after: Duration)
        case revertFailed(Failure, after: Duration)
        case note(String)
        case warning(String)
        /// One line that a child process printed.
        case output(String, source: String)
        /// Something that a part outside the engine did for the step, as a request to a service.
        case activity(String, [String: Value])
        case runFinished(Outcome, after: Duration)

        /// The plan that a run begins with.
        package var plan: PlanRecord? {
            switch self {
            case .runStarted(let plan), .runResumed(let plan, _, _): plan
            default: nil
            }
        }
    }
}
