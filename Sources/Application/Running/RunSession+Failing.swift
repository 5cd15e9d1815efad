import Journal
import Pipeline
import Steps

extension RunSession {
    /// How often somebody else's run is looked at, while its end is awaited.
    private static let lookInterval = Duration.seconds(5)

    /// How long instance metadata that was silent is left alone.
    private static let askingInterval = Duration.seconds(1)

    /// How long somebody else's run may keep this one from being undone.
    private static let othersPatience = Duration.seconds(60 * 60)

    /// Writes why a run has failed to where others see it, and notes that it did.
    func tell(
        _ handling: FailureHandling, _ reason: FailureReason, knowing facts: Facts,
        by policy: FailurePolicy
    ) async {
        let end =
            environment.time.now().elapsed
            + min(policy.deadline ?? ReasonTag.patience, ReasonTag.patience)
        var facts = facts
        if facts[.instanceID] == nil || facts[.instanceRegion] == nil {
            // A plan that needs nothing of the instance has not asked for it.
            guard let found = await instanceHere() else {
                if policy != .standard {
                    environment.emitter.emit(.unknownInstance, beside: FailureHandling.beside)
                }
                return
            }
            facts = found.merging(facts)
        }
        do {
            try reasonMark(facts)?.set()
        } catch {
            environment.emitter.emit(
                .warning(
                    "no later run takes the tag with the reason away: \(Failure(error).message)"),
                beside: FailureHandling.beside)
        }
        await handling.tell(reason, facts, until: end, in: environment)
    }

    /// Removes the reason that an earlier run has written, if one has.
    ///
    /// A run that joins does so, and one that leaves for good: the instance is not a failed one then.
    func forgetReason(knowing facts: Facts) async {
        guard let reasonTag, let mark = reasonMark(facts), mark.isSet else { return }
        let end = environment.time.now().elapsed + ReasonTag.patience
        if await reasonTag.write(nil, knowing: facts, until: end, in: environment) { mark.clear() }
    }

    private func reasonMark(_ facts: Facts) -> ReasonMark? {
        guard let journal, let instance = facts[.instanceID] else { return nil }
        return ReasonMark(of: instance, beside: journal.state)
    }

    /// Whether the instance is no member any more after a run that succeeded.
    ///
    /// One that returns to its group's warm pool is to serve again, and a reason that it has stays until
    /// it does: the run that failed was the last one that was to make it a member.
    func isGone(_ request: PlanRequest, _ facts: Facts) -> Bool {
        request.isLeavingForGood && facts[.lifecycle] != .warmPool
    }

    /// How long instance metadata may take to say which instance has failed, where nobody has asked for that.
    private static let naming = Duration.seconds(3)

    /// What instance metadata says of the machine; nil if it says nothing, and on a machine of another sort.
    private func instanceHere() async -> Facts? {
        guard let root = journal?.state.root,
            preparer.environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] != nil
                || MachineIdentity.isInstance(below: root)
        else { return nil }
        // One that no observer hears: nobody has asked for it.
        let metadata = try? Engine(environment: preparer.environment).preparer.metadata
        let limit = TimeLimit(
            end: environment.time.now().elapsed + Self.naming, alarm: environment.alarm)
        return try? await limit.run { try await metadata?.facts() }
    }

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
    ///   - plan: of the run; nil if there was none.
    ///   - policy: says what is to be done.
    ///   - facts: what is known.
    ///   - lock: held by the run until now; nil for a run without a journal.
    ///   - undo: undoes the run after the instance was kept; nil if that was done before, or is not to
    ///     be done.
    /// - Returns: what undoing has come to; nil if nothing was undone.
    @discardableResult
    func conclude(
        _ handling: FailureHandling, of plan: Plan?, by policy: FailurePolicy, knowing facts: Facts,
        _ lock: RunLock?, undo: () async -> RunResult? = { nil }
    ) async -> RunResult? {
        guard handling.commandLine.then != nil || !policy.endsInstance || !hadJoined(facts) else {
            environment.emitter.emit(
                .note(
                    "the instance had joined before, and may serve: it is not reported for termination"
                ),
                beside: FailureHandling.beside)
            release(lock)
            return await undo()
        }
        let reason = await handling.reasonToKeep(facts, by: policy, in: environment)
        // A person runs it again while it is kept, and undoing opens the journal once more.
        if policy.keep != nil || policy.breaker != nil { release(lock) }
        if let reason {
            await handling.hold(facts, because: reason, in: environment) {
                try await hasJoined(facts)
            }
            return nil
        }
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
    /// - Returns: what came of it; nil if there is nothing to undo.
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

    /// Waits for instance metadata to answer, where an instance would otherwise be given up for its silence.
    ///
    /// - Returns: whether it answers before the deadline of the policy.
    func answersAgain(_ request: PlanRequest) async -> Bool {
        guard let policy = failureHandling?.policy(preparer.failurePolicy(for: request)),
            policy.endsInstance
        else { return false }
        let limit = policy.deadline ?? FailurePolicy.defaultDeadline
        let end = environment.time.now().elapsed + limit
        let asking = TimeLimit(end: end, alarm: environment.alarm)
        while !Task.isCancelled, environment.time.now().elapsed < end {
            if (try? await asking.run { try await preparer.metadata.facts() }) != nil {
                return true
            }
            let next = min(end, environment.time.now().elapsed + Self.askingInterval)
            try? await environment.pausing.pause(until: next)
        }
        return false
    }

    /// Does what is to be done about a run that failed before its first step.
    package func conclude(_ error: CommandError, _ request: PlanRequest) async {
        guard let failureHandling else { return }
        let policy = failureHandling.policy(preparer.failurePolicy(for: request))
        let reason = FailureReason(error, at: environment.time.now())
        guard policy != .standard else {
            // Where metadata has been asked for a minute, there is no use in asking again.
            guard error.status != .unavailable else { return }
            return await tell(failureHandling, reason, knowing: Facts(), by: policy)
        }
        let limit = policy.deadline ?? FailurePolicy.defaultDeadline
        let facts: Facts
        do {
            facts = try await instanceFacts(limit, since: environment.time.now().elapsed)
        } catch {
            environment.emitter.emit(.unknownInstance)
            return
        }
        await tell(failureHandling, reason, knowing: facts, by: policy)
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

extension Event.Body {
    fileprivate static let unknownInstance = Event.Body.warning(
        "the failure is not reported, as it is not known which instance this is")
}
