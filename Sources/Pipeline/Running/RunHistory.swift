/// The state of each step, according to the events of a run and of those that resumed it.
///
/// Built from all of their events in order; types for which `isTold` is false may be left out.
package struct RunHistory: Sendable {
    /// The plan of the last run; nil before one has begun.
    package private(set) var plan: PlanRecord?
    /// How often a step has requested a reboot.
    package private(set) var reboots = 0
    /// The recorded outcome of the last run.
    private var outcome: Outcome?
    /// The outcome of the run unless something else happens.
    private var comingOutcome: Outcome?
    private var undoing = Undoing.no
    private var steps: [String: StepHistory] = [:]
    /// The facts that a person has set or unset and that no step had given.
    private(set) var factsByHand: [FactName: Value?] = [:]
    /// The parameters that a person has changed, by step.
    private(set) var parametersByHand: [String: [String: Value]] = [:]
    /// Whether the step had worked before the current attempt began.
    private var hadWorked = false

    /// The steps that are being undone, or were and have not been followed by anything else.
    private enum Undoing {
        case no
        /// All of them, since the run failed.
        case all
        /// Those in between, as a person goes back.
        case between
    }

    /// The state of one step.
    struct StepHistory {
        var record = Progress.Record()
        /// Whether the run has moved past the step.
        var isDone = false
        /// The failures since the step last gave up, oldest first.
        var failures: [Failure] = []
    }

    package init() {}

    /// Whether events of a type, named as in JSON, matter here.
    package static func isTold(by type: String) -> Bool {
        switch EventType(rawValue: type) {
        case .runStarted, .runResumed, .attemptStarted, .alreadyDone, .attemptSucceeded,
            .attemptFailed, .rewinding, .stepSucceeded, .stepFailed, .stepSkipped,
            .attemptInterrupted, .recorded, .factChanged, .parameterChanged, .rebootNeeded,
            .revertStarted, .revertSucceeded, .runFinished:
            true
        default: false
        }
    }

    /// Adds the next event.
    package mutating func add(_ event: Event) {
        let id = event.step ?? ""
        switch event.body {
        case .runStarted(let plan):
            self = RunHistory()
            self.plan = plan
        case .runResumed(let plan, let done, _):
            outcome = nil
            comingOutcome = nil
            if undoing == .between { undoing = .no }
            if let longer = self.plan?.goingOn(after: plan), done == plan.steps.count {
                self.plan = longer
            } else {
                self.plan = plan
                forget(from: done)
            }
        case .attemptStarted:
            comingOutcome = nil
            settleUndoing()
            hadWorked = step(id).record.hasWorked
            change(id) {
                $0.isDone = false
                $0.record.attempts = event.attempt ?? 0
                $0.record.hasWorked = true
            }
        case .recorded(let facts):
            change(id) { $0.record.receipt.add(facts) }
        case .alreadyDone:
            let hadWorked = hadWorked
            change(id) { $0.record.hasWorked = hadWorked }
        case .attemptSucceeded(let facts, _):
            // Done, even if the run ended before it could record so.
            change(id) {
                $0.record.gave = facts
                $0.isDone = true
            }
        case .factChanged(let name, let value): changeFact(name, to: value)
        case .parameterChanged(let name, let step, let value):
            parametersByHand[step, default: [:]][name] = value
        case .attemptFailed(let failure, _):
            change(id) { $0.failures.append(failure) }
        case .attemptInterrupted: comingOutcome = .interrupted(step: id)
        case .rewinding(let target, _, let failureClass):
            if failureClass == nil {
                undoing = .between
            } else if let failure = step(id).failures.last {
                change(target) { $0.record.rewinds.append(failure) }
            }
            forget(from: plan?.steps.firstIndex { $0.id == target } ?? 0)
        case .stepFailed(let failure, _, let runGoesOn, let isDeadlinePassed):
            comingOutcome =
                runGoesOn
                ? nil
                : isDeadlinePassed
                    ? .deadlinePassed(step: id, failure) : .failed(step: id, failure)
            change(id) {
                $0.isDone = runGoesOn
                // Running it again means trying it again.
                $0.failures = []
            }
        case .stepSucceeded, .stepSkipped:
            change(id) { $0.isDone = true }
        case .rebootNeeded(let reason):
            reboots += 1
            comingOutcome = .rebootNeeded(step: id, reason: reason)
        case .revertStarted:
            comingOutcome = nil
            if undoing == .no { undoing = .all }
        case .revertSucceeded:
            change(id) {
                $0.isDone = false
                $0.record.hasWorked = false
                $0.record.gave = Facts()
            }
        case .runFinished(let outcome, _): self.outcome = outcome
        case .preparationFailed, .runIdentified, .retrying, .waiting, .revertFailed, .note,
            .warning, .output,
            .activity:
            break
        }
    }

    /// The outcome of the last run, even if it ended before it could record so.
    ///
    /// Nil for a run that is still under way, or was cut off.
    package var ending: Outcome? {
        if let outcome { return outcome }
        if isUndoing { return nil }
        return plan.map { done == $0.steps.count } ?? false ? .succeeded : comingOutcome
    }

    /// The given facts of the last run, and the last ones that its steps gave, even if they were
    /// undone.
    package var facts: Facts {
        (plan?.steps ?? []).reduce(plan?.given ?? Facts()) {
            $0.merging(step($1.id).record.gaveLast)
        }
    }

    /// Whether the last run is undoing everything, or was cut off while it did.
    package var isUndoing: Bool { undoing == .all && outcome == nil }

    /// Whether the last run has undone its work, as far as it could.
    package var isUndone: Bool { undoing == .all && outcome != nil }

    /// Whether there is nothing to resume: everything is done, or has been undone.
    ///
    /// A run with `--until` that succeeded has left the rest to another one.
    var isOver: Bool {
        plan == nil || (outcome == .succeeded && plan?.part != .until) || isUndone
    }

    /// The number of steps, from the first, that the runs have moved past.
    package var done: Int { plan?.steps.prefix { step($0.id).isDone }.count ?? 0 }

    func step(_ id: String) -> StepHistory { steps[id] ?? StepHistory() }

    private mutating func change(_ id: String, _ body: (inout StepHistory) -> Void) {
        body(&steps[id, default: StepHistory()])
    }

    /// Changes a fact as `Progress` did.
    private mutating func changeFact(_ name: FactName, to value: Value?) {
        let givers = (plan?.steps ?? []).map(\.id).filter { step($0).record.gave[name] != nil }
        if let value, let giver = givers.last {
            return change(giver) { $0.record.gave[name] = value }
        }
        for giver in givers { change(giver) { $0.record.gave[name] = nil } }
        factsByHand[name] = .some(value)
    }

    /// Removes what the steps from a place on have given.
    private mutating func forget(from place: Int) {
        for step in plan?.steps.dropFirst(place) ?? [] {
            steps[step.id]?.isDone = false
            steps[step.id]?.record.gave = Facts()
        }
    }

    /// Resets the steps that have been undone, now that the run continues.
    private mutating func settleUndoing() {
        guard undoing != .no else { return }
        undoing = .no
        for (id, history) in steps where !history.isDone {
            let record = history.record
            steps[id] = StepHistory(record: record.hasWorked ? record : record.undone)
        }
    }
}
