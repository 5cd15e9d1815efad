/// What the events of a run, and of those that went on with it, say has become of its steps.
///
/// Made of all of their events in order; types of which `isTold` is false may be left out.
package struct RunHistory: Sendable {
    /// The plan of the last of the runs; nil before one has begun.
    package private(set) var plan: PlanRecord?
    /// How often a step has asked for a reboot.
    package private(set) var reboots = 0
    /// How the last run said that it ended.
    private var outcome: Outcome?
    /// How it ends unless something else comes.
    private var comingOutcome: Outcome?
    private var undoing = Undoing.no
    private var steps: [String: StepHistory] = [:]
    /// The facts that a person has set, or unset, and that no step had given.
    private(set) var factsByHand: [FactName: Value?] = [:]
    /// The parameters that a person has changed, by step.
    private(set) var parametersByHand: [String: [String: Value]] = [:]
    /// What the attempt under way knew of the step before it began.
    private var hadWorked = false

    /// Which steps are being undone, or have been and nothing else came.
    private enum Undoing {
        case no
        /// All, since the run failed.
        case all
        /// Those that lie between, as a person goes back.
        case between
    }

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

    /// Takes the next event.
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
            // Done, also if the run did not live to say so.
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
                // Whoever runs it again wants it tried again.
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

    /// How the last run ended, also where it did not live to say so; nil for one that goes on, or was
    /// cut off.
    package var ending: Outcome? {
        if let outcome { return outcome }
        if isUndoing { return nil }
        return plan.map { done == $0.steps.count } ?? false ? .succeeded : comingOutcome
    }

    /// What the last run was told at its start, and what its steps gave last, also if that was undone.
    package var facts: Facts {
        (plan?.steps ?? []).reduce(plan?.given ?? Facts()) {
            $0.merging(step($1.id).record.gaveLast)
        }
    }

    /// Whether the last run undoes all that was done, or was cut off while it did.
    package var isUndoing: Bool { undoing == .all && outcome == nil }

    /// Whether the last run has undone what was done, as far as it could.
    package var isUndone: Bool { undoing == .all && outcome != nil }

    /// Whether nothing is left to go on with: all is done, or has been undone.
    ///
    /// A run with `--until` that succeeded has left the rest to another one.
    var isOver: Bool {
        plan == nil || (outcome == .succeeded && plan?.part != .until) || isUndone
    }

    /// How many steps, from the first, the runs went past.
    package var done: Int { plan?.steps.prefix { step($0.id).isDone }.count ?? 0 }

    func step(_ id: String) -> StepHistory { steps[id] ?? StepHistory() }

    private mutating func change(_ id: String, _ body: (inout StepHistory) -> Void) {
        body(&steps[id, default: StepHistory()])
    }

    /// Does as `Progress` did.
    private mutating func changeFact(_ name: FactName, to value: Value?) {
        let givers = (plan?.steps ?? []).map(\.id).filter { step($0).record.gave[name] != nil }
        if let value, let giver = givers.last {
            return change(giver) { $0.record.gave[name] = value }
        }
        for giver in givers { change(giver) { $0.record.gave[name] = nil } }
        factsByHand[name] = .some(value)
    }

    /// Takes back what the steps from a place on have given.
    private mutating func forget(from place: Int) {
        for step in plan?.steps.dropFirst(place) ?? [] {
            steps[step.id]?.isDone = false
            steps[step.id]?.record.gave = Facts()
        }
    }

    /// Lets the steps that have been undone begin anew, now that the run goes on.
    private mutating func settleUndoing() {
        guard undoing != .no else { return }
        undoing = .no
        for (id, history) in steps where !history.isDone {
            let record = history.record
            steps[id] = StepHistory(record: record.hasWorked ? record : record.undone)
        }
    }
}
