package import Pipeline
package import Steps
package import Telemetry

/// One run from the request to the exit status.
package struct RunSession: Sendable {
    let preparer: Preparer
    let environment: RunEnvironment
    let revertsOnFailure: Bool
    /// Nil for a run that is not recorded.
    let journal: RunJournal?
    /// What keeps an Auto Scaling group waiting meanwhile; nil if nothing does.
    let heartbeat: LifecycleHeartbeat?
    /// What connects to the services meanwhile; nil if a person can stop the run.
    let connections: ConnectionsAhead?
    /// Begins to read ahead of a plan's first step, by what is known; nil if a person can stop the run.
    let readAhead: (@Sendable (Plan, Facts) -> Void)?
    /// What is done about a run that failed; nil if a person looks at it.
    let failureHandling: FailureHandling?
    /// What shows others why the last run failed; nil if nothing does.
    let reasonTag: ReasonTag?
    /// What sends the run's trace when it has ended; nil for a run that nobody traces.
    let tracing: Tracing?
    /// What keeps how the run ended, where a fleet is asked; nil if nothing does.
    let recorder: SummaryRecorder?

    /// Takes what plans, and where it runs; what is nil is left out of the run.
    package init(
        preparer: Preparer, environment: RunEnvironment, revertsOnFailure: Bool,
        journal: RunJournal? = nil, heartbeat: LifecycleHeartbeat? = nil,
        connections: ConnectionsAhead? = nil, readAhead: (@Sendable (Plan, Facts) -> Void)? = nil,
        failureHandling: FailureHandling? = nil, reasonTag: ReasonTag? = nil,
        tracing: Tracing? = nil, recorder: SummaryRecorder? = nil
    ) {
        self.preparer = preparer
        self.environment = environment
        self.revertsOnFailure = revertsOnFailure
        self.journal = journal
        self.heartbeat = heartbeat
        self.connections = connections
        self.readAhead = readAhead
        self.failureHandling = failureHandling
        self.reasonTag = reasonTag
        self.tracing = tracing
        self.recorder = recorder
    }

    /// How long everything before the first step may take: many times what it does where all is
    /// well, and some tries more where it is not.
    private static let longestPreparation = Duration.seconds(60)

    /// Prepares the plan, asks instance metadata for what the plan needs, and runs it.
    ///
    /// The pipeline's deadline counts from here. Cancelling the task interrupts it at any point.
    ///
    /// - Returns: the run; where it was over before its first step, why.
    package func run(_ request: PlanRequest) async -> Result<FinishedRun, CommandError> {
        let result = await runToItsEnd(request)
        for warning in await tracing?.export() ?? [] { environment.emitter.emit(.warning(warning)) }
        return result
    }

    /// How often a run is begun again after instance metadata was away.
    private static let mostBeginnings = 3

    private func runToItsEnd(
        _ request: PlanRequest, beginning number: Int = 1
    ) async -> Result<FinishedRun, CommandError> {
        let begin = environment.time.now().elapsed
        do {
            var prepared = try await prepare(request, since: begin)
            var facts = Facts()
            if prepared.needsInstance {
                facts = try await instanceFacts(prepared.plan.deadline, since: begin)
                prepared = try prepared.with(instance: facts)
            }
            let plan = prepared.plan
            let known = facts.merging(plan.knownFacts)
            environment.emitter.emit(
                .runIdentified(
                    RunIdentity(
                        program: Version.number, source: prepared.pipeline.origin,
                        pipeline: prepared.pipeline.lastingName, facts: known,
                        traceparent: tracing?.runTraceparent)))
            if !prepared.later.isEmpty {
                environment.emitter.emit(.note(.inWarmPool(later: prepared.later)))
            }
            let machine = try await machine(known)
            let opened = try await openJournal(
                for: plan, knowing: known, on: machine, since: begin)
            if let earlier = opened?.resumedTrace { tracing?.link(to: earlier) }
            if opened?.resumption == nil { readAhead?(plan, known) }
            return .success(await run(plan, for: request, knowing: known, opened, since: begin))
        } catch is CancellationError {
            return .failure(.interruptedBeforeFirstStep)
        } catch let error as OtherRun {
            // Which tells whoever waits how it ends.
            return .failure(failed(error.failure, .deadlinePassed))
        } catch {
            if Task.isCancelled { return .failure(.interruptedBeforeFirstStep) }
            let told = error as? CommandError ?? CommandError(Failure(error))
            if told.status == .unavailable, number < Self.mostBeginnings,
                await answersAgain(request)
            {
                environment.emitter.emit(.note(.beginsAgain))
                return await runToItsEnd(request, beginning: number + 1)
            }
            await conclude(told, request)
            return .failure(told)
        }
    }

    private func run(
        _ plan: Plan, for request: PlanRequest, knowing facts: Facts, _ opened: RunJournal.Opened?,
        since begin: Duration
    ) async -> FinishedRun {
        let policy = failureHandling?.policy(plan.onFailure)
        let reverts = revertsOnFailure || policy?.revert ?? false
        // An instance that is kept, or may be by a breaker, stays as it failed until then.
        let mayBeKept = policy?.keep != nil || policy?.breaker != nil
        let undoesLater = reverts && mayBeKept && opened != nil
        let done = opened?.resumption?.done ?? 0
        var result = await withWorkBeside(plan, after: done, knowing: facts) {
            await Runner(environment, revertsOnFailure: reverts && !undoesLater) { outcome, facts in
                guard let failureHandling, let policy, let (step, failure) = outcome.failure else {
                    return
                }
                let reason = FailureReason(
                    step: step, failure, knowing: facts, at: environment.time.now())
                await tell(failureHandling, reason, knowing: facts, by: policy)
                // Undoing takes its time, and the machine may not have it.
                if reverts, !undoesLater {
                    await report(failureHandling, by: policy, knowing: facts)
                }
            }.run(plan, facts: facts, resuming: opened?.resumption, since: begin)
        }
        if let failureHandling, let policy, result.outcome.isFailure {
            await report(failureHandling, by: policy, knowing: result.facts)
            await record(result, of: plan, reportingTo: policy.report?.folder)
            let failed = result
            let undone = await conclude(
                failureHandling, of: plan, by: policy, knowing: result.facts, opened?.lock
            ) {
                undoesLater ? await undo(plan, knowing: facts, on: opened?.machine, failed) : nil
            }
            result = undone ?? result
        } else {
            let isOver = failureHandling != nil || isGone(request, result.facts)
            if result.outcome == .succeeded, isOver { await forgetReason(knowing: result.facts) }
            await record(result, of: plan)
        }
        withExtendedLifetime(opened?.lock) {}
        return FinishedRun(
            plan: plan, result: result, isKept: opened != nil && !result.isReverted)
    }

    private func prepare(_ request: PlanRequest, since begin: Duration) async throws -> PreparedPlan
    {
        let limit = Self.longestPreparation
        do {
            return try await TimeLimit(end: begin + limit, alarm: environment.alarm).run {
                try await preparer.prepare(request)
            }
        } catch is TimeLimit.Passed {
            throw failed(.metadataTooSlow(limit), .unavailable)
        }
    }

    /// Does what goes on beside the run: it keeps its connections ready, and its group waiting.
    private func withWorkBeside(
        _ plan: Plan, after done: Int, knowing facts: Facts, _ run: () async -> RunResult
    ) async -> RunResult {
        guard let connections else {
            return await withHeartbeat(for: plan, knowing: facts, run)
        }
        return await connections.open(for: plan, after: done, knowing: facts) {
            await withHeartbeat(for: plan, knowing: facts, run)
        }
    }

    /// Keeps the instance's group waiting while the run is under way, if the plan ends a launch.
    private func withHeartbeat(
        for plan: Plan, knowing facts: Facts, _ run: () async -> RunResult
    ) async -> RunResult {
        guard let heartbeat, LifecycleHeartbeat.isFor(plan) else { return await run() }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { await heartbeat.beat(facts, environment.emitter) }
            defer { group.cancelAll() }
            return await run()
        }
    }

    func instanceFacts(
        _ deadline: Duration?, since begin: Duration
    ) async throws -> Facts {
        let limit = min(Self.longestPreparation, deadline ?? Self.longestPreparation)
        do {
            return try await TimeLimit(end: begin + limit, alarm: environment.alarm).run {
                try await preparer.metadata.facts()
            }
        } catch is TimeLimit.Passed {
            let isDeadline = limit == deadline
            throw failed(
                isDeadline ? .deadlineBeforeFirstStep(limit) : .metadataTooSlow(limit),
                isDeadline ? .deadlinePassed : .unavailable)
        } catch let error as CancellationError {
            throw error
        } catch {
            // Whatever was wrong with it, without instance metadata nothing can begin.
            let failure = Failure(error)
            throw failed(
                failure, failure.cause == .notPermitted ? .notPermitted : .unavailable)
        }
    }

    /// Tells the observers of a failure before the first step.
    func failed(_ failure: Failure, _ status: ExitStatus) -> CommandError {
        if !Task.isCancelled { environment.emitter.emit(.preparationFailed(failure)) }
        return CommandError(status, failure)
    }
}

extension String {
    fileprivate static let beginsAgain = "instance metadata answers: the run begins again"

    fileprivate static func inWarmPool(later: [String]) -> String {
        "the instance is in a warm pool: \(later.map { "`\($0)`" }.joined(separator: ", ")) "
            + "\(later.count == 1 ? "follows" : "follow") when it is to serve (`enlist resume`)"
    }
}

extension Failure {
    fileprivate static func metadataTooSlow(_ limit: Duration) -> Failure {
        Failure(
            .timeout,
            "instance metadata did not answer within \(limit.readable)",
            remedy: "check what is between enlist and the metadata service (a proxy, a "
                + "container's network); it answers in milliseconds on a healthy instance")
    }

    fileprivate static func deadlineBeforeFirstStep(_ limit: Duration) -> Failure {
        Failure(
            .timeout,
            "the pipeline's deadline of \(limit.readable) has passed before the first step: "
                + "instance metadata has not answered",
            remedy: "check what is between enlist and the metadata service, or raise the "
                + "pipeline's `deadline`")
    }
}

extension CommandError {
    fileprivate static let interruptedBeforeFirstStep = CommandError(
        .interrupted,
        Diagnostics([
            Diagnostic(
                "the run was interrupted before its first step",
                remedy: "run the same command again")
        ]))
}
