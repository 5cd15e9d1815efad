/// Runs a plan: each step in order, each by its policy, asking the gate at every point.
package struct Runner: Sendable {
    private let environment: RunEnvironment
    private let revertsOnFailure: Bool
    private let onFailure: @Sendable (Outcome, Facts) async -> Void

    /// Creates a runner.
    ///
    /// - Parameters:
    ///   - environment: what a run takes from the outside world.
    ///   - revertsOnFailure: whether the steps of a failed run are undone, last one first.
    ///   - onFailure: called after a run has failed, or ran out of time, before any of it is
    ///     undone; takes how it ends and what is known.
    package init(
        _ environment: RunEnvironment, revertsOnFailure: Bool = false,
        onFailure: @escaping @Sendable (Outcome, Facts) async -> Void = { _, _ in }
    ) {
        self.environment = environment
        self.revertsOnFailure = revertsOnFailure
        self.onFailure = onFailure
    }

    /// Runs the plan to its end.
    ///
    /// Cancelling the task interrupts the run: the current attempt is cancelled and awaited,
    /// nothing is undone. An undo that has begun is not cancelled; each step's is bounded in time.
    ///
    /// - Parameters:
    ///   - plan: what to run.
    ///   - facts: what is known before the first step; every fact that the plan declares as given.
    ///   - resumption: what need not be repeated; nil for a run that starts from the beginning.
    ///   - begin: when the plan's deadline starts to count, by the time source's `elapsed`; nil for
    ///     now.
    /// - Returns: how it ended, and what is known then.
    package func run(
        _ plan: Plan, facts: Facts, resuming resumption: Resumption? = nil,
        since begin: Duration? = nil
    ) async -> RunResult {
        let start = environment.time.now().elapsed
        facts.secrets.forEach(environment.emitter.secrets.add)
        let record = PlanRecord(plan, knowing: facts)
        environment.emitter.emit(
            resumption.map { .runResumed(record, done: $0.done, because: $0.reason) }
                ?? .runStarted(record))
        for warning in plan.warnings {
            environment.emitter.emit(.warning("\(warning.message); \(warning.remedy)"))
        }

        var progress = Progress(plan: plan, facts: facts, resuming: resumption)
        let deadline = plan.deadline.map {
            Deadline(scope: .run, limit: $0, at: (begin ?? start) + $0)
        }
        if resumption?.undoesFirst ?? false {
            // The first step exists, or there would be nothing to resume.
            await undo(downTo: progress.step.id, &progress)
        }
        var ending: Ending?
        while ending == nil, progress.next < plan.steps.count {
            ending = await advance(&progress, until: deadline)
        }

        if let outcome = ending?.outcome, outcome.isFailure {
            environment.emitter.enter(step: nil)
            await onFailure(outcome, progress.facts)
        }
        var revertFailures: [(step: String, failure: Failure)] = []
        if let ending, ending.reverts {
            let failed = progress
            let undoing = await Task { await revert(failed) }.value
            revertFailures = undoing.failures
        }
        let outcome = ending?.outcome ?? .succeeded
        environment.emitter.enter(step: nil)
        for words in await environment.lastWords() { environment.emitter.emit(words) }
        if ending == nil, let loss = environment.emitter.loss {
            environment.emitter.emit(.warning("all is done, but \(loss.message)"))
        }
        environment.emitter.emit(
            .runFinished(outcome, after: environment.time.now().elapsed - start))
        return RunResult(
            outcome: outcome, facts: progress.facts, isReverted: ending?.reverts ?? false,
            revertFailures: revertFailures)
    }

    /// Undoes the work of an earlier run of the plan, the last step first, and does nothing else.
    ///
    /// - Parameters:
    ///   - plan: of that run.
    ///   - facts: what was known before its first step.
    ///   - resumption: what it has done.
    ///   - outcome: how it ended, and how this ends too.
    ///   - reason: why it is undone now, as a sentence without its full stop.
    /// - Returns: how it ended, and what went wrong while undoing.
    package func undo(
        _ plan: Plan, facts: Facts, doneBy resumption: Resumption, endedAs outcome: Outcome,
        because reason: String
    ) async -> RunResult {
        let start = environment.time.now().elapsed
        environment.emitter.enter(step: nil)
        environment.emitter.emit(
            .runResumed(
                PlanRecord(plan, knowing: facts), done: resumption.done, because: reason))
        let progress = Progress(plan: plan, facts: facts, resuming: resumption)
        let undoing = await Task { await revert(progress) }.value
        environment.emitter.enter(step: nil)
        for words in await environment.lastWords() { environment.emitter.emit(words) }
        environment.emitter.emit(
            .runFinished(outcome, after: environment.time.now().elapsed - start))
        return RunResult(
            outcome: outcome, facts: progress.factsToRevertBy, isReverted: true,
            revertFailures: undoing.failures)
    }

    private struct Ending {
        let outcome: Outcome
        let reverts: Bool
    }

    /// Runs one step, or goes back to an earlier one.
    ///
    /// - Returns: how the run ends; nil if it continues.
    private func advance(_ progress: inout Progress, until deadline: Deadline?) async -> Ending? {
        let step = progress.step
        environment.emitter.enter(step: step.id)
        switch decide(step, progress.facts) {
        case .runs: break
        case .doesNotRun:
            progress.complete(giving: Facts())
            return nil
        case .undecidable(let failure):
            return Ending(outcome: .failed(step: step.id, failure), reverts: revertsOnFailure)
        }
        let runner = StepRunner(id: step.id, environment: environment, runDeadline: deadline)
        switch await runner.run(&progress) {
        case .succeeded(let facts):
            progress.complete(giving: facts)
            return nil
        case .skipped:
            progress.complete(giving: Facts())
            return nil
        case .rewound(let target, let failure):
            progress.rewind(to: target, because: failure)
            return nil
        case .sentBack(let target):
            await goBack(to: target, &progress)
            return nil
        case .failed(let failure):
            return Ending(outcome: .failed(step: step.id, failure), reverts: revertsOnFailure)
        case .deadlinePassed(let failure):
            return Ending(
                outcome: .deadlinePassed(step: step.id, failure), reverts: revertsOnFailure)
        case .interrupted:
            return Ending(outcome: .interrupted(step: step.id), reverts: false)
        case .rebootNeeded(let request):
            return Ending(
                outcome: .rebootNeeded(step: step.id, reason: request.reason), reverts: false)
        case .unrecorded(let failure):
            // An undo is an effect too.
            return Ending(outcome: .failed(step: step.id, failure), reverts: false)
        case .stopped(let reverts):
            return Ending(outcome: .aborted(step: step.id), reverts: reverts)
        }
    }

    private enum Decision {
        case runs
        case doesNotRun
        case undecidable(Failure)
    }

    /// Decides by its condition whether a step runs, and reports if it does not.
    private func decide(_ step: PlannedStep, _ facts: Facts) -> Decision {
        do throws(Failure) {
            switch try step.condition?.decision(facts) ?? .runs {
            case .runs: return .runs
            case .doesNotRun(let reason):
                environment.emitter.emit(.stepSkipped(because: reason))
                return .doesNotRun
            }
        } catch {
            let goesOn = step.policy.onFailure == .continue
            environment.emitter.emit(.stepFailed(error, after: .zero, runGoesOn: goesOn))
            return goesOn ? .doesNotRun : .undecidable(error)
        }
    }

    /// Goes back to an earlier step on the gate's request, and undoes the steps that will be
    /// repeated.
    private func goBack(to id: String, _ progress: inout Progress) async {
        environment.emitter.emit(.rewinding(to: id, after: .zero, because: nil))
        await undo(downTo: id, &progress)
    }

    /// Undoes the steps from one on, and starts over with it.
    private func undo(downTo id: String, _ progress: inout Progress) async {
        let reached = progress
        let left = await Task { await revert(reached, downTo: id).left }.value
        progress.goBack(to: id, notUndone: left)
    }

    /// Undoes the steps that were begun, the last one first; continues after failures.
    ///
    /// - Parameters:
    ///   - progress: how far the run has come.
    ///   - first: the id of the first step to undo; nil for all.
    /// - Returns: what went wrong, and the steps of which something remains.
    private func revert(
        _ progress: Progress, downTo first: String? = nil
    ) async -> (failures: [(step: String, failure: Failure)], left: Set<String>) {
        var failures: [(step: String, failure: Failure)] = []
        var left: Set<String> = []
        let start = progress.steps.firstIndex { $0.id == first } ?? 0
        let ids = Set(progress.steps[start...].map(\.id))
        for (step, record) in progress.begun.reversed() where ids.contains(step.id) {
            environment.emitter.enter(step: step.id)
            let reverter = StepReverter(
                step: step, record: record, facts: progress.factsToRevertBy,
                steps: progress.steps, environment: environment)
            switch await reverter.revert() {
            case .undone: break
            case .left: left.insert(step.id)
            case .failed(let failure):
                left.insert(step.id)
                failures.append((step.id, failure))
            }
        }
        return (failures, left)
    }
}
