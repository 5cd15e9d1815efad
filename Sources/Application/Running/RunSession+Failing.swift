import Journal
import Pipeline

extension RunSession {
    /// How often somebody else's run is looked at, while its end is awaited.
    private static let lookInterval = Duration.seconds(5)

    /// How long somebody else's run may keep this one from being undone.
    private static let othersPatience = Duration.seconds(60 * 60)

    /// Puts the report of the run, as it is now, to where the policy says.
    func report(
        _ handling: FailureHandling, by policy: FailurePolicy, knowing facts: Facts
    ) async {
        let journals = facts[.instanceID].flatMap { instance in
            journal.map { InstanceJournals(instance: instance, state: $0.state) }
        }
        await handling.report(facts, by: policy, in: environment, of: journals)
    }

    /// Does what is to be done about a run that has ended with a failure.
    ///
    /// An instance that had joined before may serve: that running it again has failed is no reason to end it,
    /// unless the command line says so.
    ///
    /// - Parameters:
    ///   - handling: does it.
    ///   - plan: of the run; nil where there was none.
    ///   - policy: says what is to be done.
    ///   - facts: what is known.
    ///   - lock: held by the run until now; nil for a run without a journal.
    ///   - undo: undoes the run after the instance was kept; nil where that was done before, or is not to
    ///     be done.
    /// - Returns: what undoing has come to; nil where nothing was undone.
    @discardableResult
    func conclude(
        _ handling: FailureHandling, of plan: Plan?, by policy: FailurePolicy, knowing facts: Facts,
        _ lock: RunLock?, undo: () async -> RunResult? = { nil }
    ) async -> RunResult? {
        guard handling.commandLine.then != nil || !hadJoined(facts) else {
            environment.emitter.emit(
                .note("the instance had joined before, and may serve: nobody is told to end it"),
                beside: FailureHandling.beside)
            release(lock)
            return await undo()
        }
        // A person runs it again meanwhile.
        if policy.keep != nil { release(lock) }
        let tells = await handling.keep(facts, by: policy, in: environment) {
            try await hasJoined(facts)
        }
        guard tells else { return nil }
        let undone = await undo()
        await handling.end(facts, of: plan, by: policy, in: environment)
        return undone
    }

    /// Lets other runs begin: this one has written its last record.
    private func release(_ lock: RunLock?) {
        journal?.writer.end()
        lock?.release()
    }

    /// Undoes a run that failed, after the instance was kept for a person.
    ///
    /// What another run has done meanwhile is undone as well: it has not joined.
    ///
    /// - Parameters:
    ///   - plan: of the run.
    ///   - facts: what was known before its first step.
    ///   - machine: what its journal goes by.
    ///   - failed: how it ended.
    /// - Returns: what came of it; nil where there is nothing to undo.
    func undo(
        _ plan: Plan, knowing facts: Facts, on machine: MachineIdentity?, _ failed: RunResult
    ) async -> RunResult? {
        guard let journal else { return nil }
        do {
            let opened = try await journal.reopen(
                for: plan, knowing: facts, on: machine, in: environment,
                until: environment.time.now().elapsed + Self.othersPatience)
            guard let (lock, done) = opened else { return nil }
            let result = await Runner(environment).undo(
                plan, facts: facts, doneBy: done, endedAs: failed.outcome,
                because: "what the run has done is undone")
            release(lock)
            return result
        } catch {
            environment.emitter.emit(
                .warning("the run is not undone: \(Failure(error).message)"))
            return nil
        }
    }

    /// Does what is to be done about a run that failed before its first step.
    package func conclude(_ error: CommandError, _ request: PlanRequest) async {
        guard let failureHandling,
            let policy = failureHandling.policy(preparer.failurePolicy(for: request))
        else { return }
        let limit = policy.deadline ?? FailurePolicy.defaultDeadline
        let facts: Facts
        do {
            facts = try await instanceFacts(limit, since: environment.time.now().elapsed)
        } catch {
            environment.emitter.emit(
                .warning("nobody is told of the failure, as it is not known which instance this is")
            )
            return
        }
        await failureHandling.tell(
            FailureReason(error, at: environment.time.now()), facts, by: policy, in: environment)
        await conclude(failureHandling, of: nil, by: policy, knowing: facts, nil)
    }

    private func hadJoined(_ facts: Facts) -> Bool {
        guard let journal, let instance = facts[.instanceID] else { return false }
        return journal.state.isMember(instance)
    }

    /// Whether a later run has joined; waits for the end of one that is under way.
    private func hasJoined(_ facts: Facts) async throws -> Bool {
        guard let journal, let instance = facts[.instanceID] else { return false }
        while true {
            let status = try RunStatus(
                of: instance, in: journal.state.existingJournals(of: instance))
            guard status.state == .running else { return status.hasJoined }
            try await environment.pausing.pause(
                until: environment.time.now().elapsed + Self.lookInterval)
        }
    }
}
