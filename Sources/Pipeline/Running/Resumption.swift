/// What a run need not do again, because one before it has done it.
///
/// The steps from the first on that are still the same and that the run before went past stay done, and
/// what they gave is known. A step that has changed, in its kind, its condition, its parameters or a fact that it looks at,
/// is done again, and so are all that follow it: they may have worked with what it gave.
///
/// A run with `--until` is the beginning of a longer one, also where it succeeded.
///
/// Where the run before was cut off while it undid all of that, the rest is undone, and nothing is done.
package struct Resumption: Sendable {
    /// How many steps, from the first, are done.
    package let done: Int
    /// Why steps that had been done are done again, as a sentence without its full stop; nil if none are.
    package let reason: String?
    /// Whether what the run before has done is undone before anything else, as it had begun to.
    let undoesFirst: Bool
    /// How often a step has asked for a reboot.
    let reboots: Int
    /// The facts that a person has set, or unset, and that no step had given.
    let factsByHand: [FactName: Value?]
    /// The parameters that a person has changed, and that nothing else has since.
    let parametersByHand: [HandChange]
    /// What has become of each step of the plan.
    let records: [Progress.Record]

    /// Holds a plan against what earlier runs have done.
    ///
    /// - Returns: nil if there is nothing to go on with: the last run was over, or its plan has not
    ///   even the first step in common with this one, or one of the two takes chosen steps alone.
    package init?(of plan: Plan, knowing facts: Facts, after history: RunHistory) {
        guard let past = history.plan, !history.isOver,
            history.isUndoing || Resumption.obstacle(to: plan, after: past) == nil
        else { return nil }
        let now = PlanRecord(plan, knowing: facts)
        var same = 0
        while same < now.steps.count, same < past.steps.count,
            now.change(at: same, reading: plan.steps[same].reads, since: past) == nil
        {
            same += 1
        }
        guard past.steps.first?.id == now.steps.first?.id,
            same > 0 || history.done > 0 || history.isUndoing
        else { return nil }

        // Who says something else of a fact now does not mean what was set before.
        factsByHand = history.factsByHand.filter { now.given[$0.key] == past.given[$0.key] }
        parametersByHand = Resumption.parameters(of: now, past, history)
        reboots = history.reboots
        undoesFirst = history.isUndoing
        if undoesFirst {
            done = 0
            reason = Resumption.undoing(past, by: now, history)
            records = plan.steps.map { step in
                past.steps.contains { $0.id == step.id && $0.kind == step.kind.name }
                    ? history.step(step.id).record : Progress.Record()
            }
            return
        }
        let isKnown = plan.steps.map { step in
            let gave = history.step(step.id).record.gave
            return step.gives.allSatisfy { !Facts.isSecret($0) || gave[$0] != nil }
        }
        let stay = (0..<same).prefix { $0 < history.done && isKnown[$0] }.count
        done = stay
        reason =
            same < history.done && same < now.steps.count
            ? now.change(at: same, reading: plan.steps[same].reads, since: past).map {
                "`\(now.steps[same].id)` and what follows is repeated: \($0)"
            } : nil
        records = plan.steps.enumerated().map { index, step in
            Resumption.record(
                of: step, history.step(step.id), isSame: index < same, isDone: index < stay)
        }
    }

    /// Why a run that begins at its first step resumes nothing, although the last one was not over or
    /// took chosen steps alone; a sentence without its full stop, nil if nothing needs to be said.
    package static func obstacle(to plan: Plan, after history: RunHistory) -> String? {
        guard let past = history.plan, !history.isUndone else { return nil }
        let isApart = past.part == .only || past.part == .from
        guard !history.isOver || (isApart && plan.part != past.part) else { return nil }
        return obstacle(to: plan, after: past)
    }

    private static func obstacle(to plan: Plan, after past: PlanRecord) -> String? {
        if let part = plan.part, part != .until {
            return "a run with --\(part.rawValue) resumes nothing and is not resumed"
        }
        if let part = past.part, part != .until {
            return "the last run was one with --\(part.rawValue), which is not resumed"
        }
        guard let first = past.steps.first, first.id != plan.steps.first?.id else { return nil }
        return "the last run began with `\(first.id)`, and this one does not"
    }

    /// What a person has changed that still holds: a file that says something else now means that.
    private static func parameters(
        of now: PlanRecord, _ past: PlanRecord, _ history: RunHistory
    ) -> [HandChange] {
        now.steps.flatMap { step -> [HandChange] in
            let old = past.steps.first { $0.id == step.id && $0.kind == step.kind }
            return (history.parametersByHand[step.id] ?? [:]).sorted { $0.key < $1.key }
                .filter { name, _ in old?.parameters[name] == step.parameters[name] }
                .filter { _ in old != nil }
                .map { .parameter($0.key, of: step.id, $0.value) }
        }
    }

    /// What is said of a run that was cut off while it undid what it had done.
    private static func undoing(
        _ past: PlanRecord, by now: PlanRecord, _ history: RunHistory
    ) -> String {
        let lost = past.steps.filter { old in
            let step = history.step(old.id)
            return step.record.hasWorked && (step.isDone || step.record.receipt.facts != Facts())
                && !now.steps.contains { $0.id == old.id && $0.kind == old.kind }
        }
        return "the last run was cut off while undoing what it had done, and that is finished first"
            + lost.map { "; `\($0.id)` is not in the pipeline any more and stays done" }.joined()
    }

    private static func record(
        of step: PlannedStep, _ history: RunHistory.StepHistory, isSame: Bool, isDone: Bool
    ) -> Progress.Record {
        var record = history.record
        if !isDone { record.gave = Facts() }
        guard isSame else {
            record.rewinds = []
            return record
        }
        for failure in history.failures {
            let rule = step.policy.retries.firstIndex {
                $0.classes.contains(failure.failureClass)
            }
            if let rule { record.failures[rule, default: 0] += 1 }
        }
        return record
    }
}

extension PlanRecord {
    /// What about the step at a place is not as it was; nil if all is.
    fileprivate func change(
        at place: Int, reading reads: [FactName], since past: PlanRecord
    ) -> String? {
        let now = steps[place]
        let old = past.steps[place]
        if now.id != old.id {
            if !past.steps.contains(where: { $0.id == now.id }) {
                return "it is new in the pipeline"
            }
            return steps.contains { $0.id == old.id }
                ? "the order of the steps has changed"
                : "`\(old.id)` is not in the pipeline any more"
        }
        return now.change(since: old)
            ?? PlanRecord.change(ofFacts: reads.filter { given[$0] != past.given[$0] })
    }
}
