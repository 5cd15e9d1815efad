/// What the events of a run, and of those that went on with it, say has become of its steps.
///
/// Made of all of their events in order; types of which `isTold` is false may be left out.
package struct RunHistory: Sendable {
    /// The plan of the last of the runs; nil before one has begun.
    package private(set) var plan: PlanRecord?
    /// How the last run ended; nil for one that goes on, or was cut off.
    package private(set) var outcome: Outcome?
    /// How often a step has asked for a reboot.
    package private(set) var reboots = 0
    private var isUndone = false
    private var steps: [String: StepHistory] = [:]
    /// What the attempt under way knew of the step before it began.
    private var hadWorked = false

    /// What has become of one step.
    struct StepHistory {
        var record = Progress.Record()
        /// Whether the run went past the step.
        var isDone = false
        /// The failures since the step was last given up, oldest first.
        var failures: [Failure] = []
    }

    package init() {}

    /// Whether events of a type, as it stands in JSON, say anything here.
    package static func isTold(by type: String) -> Bool { types.contains(type) }

    private static let types: Set = [
        "run-started", "run-resumed", "attempt-started", "already-done", "attempt-succeeded",
        "attempt-failed", "rewinding", "step-succeeded", "step-failed", "step-skipped",
        "recorded", "reboot-needed", "revert-started", "run-finished",
    ]

    /// Takes the next event.
    package mutating func add(_ event: Event) {
        let id = event.step ?? ""
        switch event.body {
        case .runStarted(let plan):
            self = RunHistory()
            self.plan = plan
        case .runResumed(let plan, let done, _):
            self.plan = plan
            outcome = nil
            forget(from: done)
        case .attemptStarted:
            hadWorked = step(id).record.hasWorked
            // What was undone was so to go back: the run goes on.
            isUndone = false
            steps[id, default: StepHistory()].isDone = false
            steps[id, default: StepHistory()].record.attempts = event.attempt ?? 0
            steps[id, default: StepHistory()].record.hasWorked = true
        case .recorded(let facts):
            steps[id, default: StepHistory()].record.receipt.add(facts)
        case .alreadyDone:
            steps[id, default: StepHistory()].record.hasWorked = hadWorked
        case .attemptSucceeded(let facts, _):
            // Done, also if the run did not live to say so.
            steps[id, default: StepHistory()].record.gave = facts
            steps[id, default: StepHistory()].isDone = true
        case .attemptFailed(let failure, _):
            steps[id, default: StepHistory()].failures.append(failure)
        case .rewinding(let target, _, let failureClass):
            if failureClass != nil, let failure = step(id).failures.last {
                steps[target, default: StepHistory()].record.rewinds.append(failure)
            }
            forget(from: plan?.steps.firstIndex { $0.id == target } ?? 0)
        case .stepFailed(_, _, let runGoesOn):
            steps[id, default: StepHistory()].isDone = runGoesOn
            // Whoever runs it again wants it tried again.
            steps[id, default: StepHistory()].failures = []
        case .stepSucceeded, .stepSkipped:
            steps[id, default: StepHistory()].isDone = true
        case .rebootNeeded: reboots += 1
        case .revertStarted: isUndone = true
        case .runFinished(let outcome, _): self.outcome = outcome
        case .preparationFailed, .attemptInterrupted, .retrying, .waiting, .revertSucceeded,
            .revertFailed, .note, .warning, .output, .activity:
            break
        }
    }

    /// Whether nothing is left to go on with: all is done, or has been undone.
    package var isOver: Bool { plan == nil || outcome == .succeeded || isUndone }

    /// How many steps, from the first, the runs went past.
    package var done: Int { plan?.steps.prefix { step($0.id).isDone }.count ?? 0 }

    func step(_ id: String) -> StepHistory { steps[id] ?? StepHistory() }

    /// Takes back what the steps from a place on have given.
    private mutating func forget(from place: Int) {
        for step in plan?.steps.dropFirst(place) ?? [] {
            steps[step.id]?.isDone = false
            steps[step.id]?.record.gave = Facts()
        }
    }
}
