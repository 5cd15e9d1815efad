package import Pipeline
import Steps

/// What is done about a run that failed, as its pipeline's `on-failure` and the command line say.
///
/// First the reason and the report are written where they outlive the machine; the run then undoes its
/// steps, if it is to; then the instance may be kept for a person; in the end those who wait for it are
/// told. Each part has a deadline of its own, and is tried though the one before has failed: that is a
/// warning.
package struct FailureHandling: Sendable {
    /// What the command line says, over what the files do.
    let commandLine: FailurePolicy
    private let page: Page
    private let host: Host
    private let heartbeat: LifecycleHeartbeat

    /// Makes the report of what an instance's last run has done up to now, as an HTML page.
    package typealias Page = @Sendable (InstanceJournals) throws(CommandError) -> String

    /// Takes what the command line says, and what makes the report.
    package init(_ commandLine: FailurePolicy, _ engine: Engine, page: @escaping Page) {
        self.commandLine = commandLine
        self.page = page
        host = engine.host
        heartbeat = engine.heartbeat
    }

    /// What holds: the files' words with those of the command line.
    func policy(_ files: FailurePolicy?) -> FailurePolicy {
        let said = (files ?? FailurePolicy()).changed(by: commandLine)
        return said == FailurePolicy() ? .standard : said
    }

    /// The permissions that a policy takes.
    static func permissions(
        of policy: FailurePolicy, _ host: Host
    ) -> [any Permission] {
        var permissions = ConcludingStep.tagFailure(nil, host).permissions
        if let report = policy.report {
            permissions +=
                ConcludingStep.uploadReport("", to: report, host).permissions
        }
        permissions += telling(policy, nil, Facts(), host)?.permissions ?? []
        if let breaker = breaker(of: policy) {
            permissions +=
                ConcludingStep.countFailure(
                    within: breaker.within ?? Breaker.defaultWithin, host
                ).permissions
        }
        if policy.keep != nil || breaker(of: policy) != nil {
            permissions += LifecycleHeartbeat.permissions()
        }
        return permissions
    }

    /// The step that tells those who wait for the instance; nil if nobody is told.
    private static func telling(
        _ policy: FailurePolicy, _ plan: Plan?, _ facts: Facts, _ host: Host
    ) -> ConcludingStep? {
        switch policy.then ?? .nothing {
        case .nothing: nil
        case .abandon: .abandonLaunch(of: plan, knowing: facts, host)
        case .unhealthy: .markUnhealthy(host)
        }
    }

    /// The breaker of a policy; nil if nobody would be told anyway.
    private static func breaker(of policy: FailurePolicy) -> Breaker? {
        policy.tellsSomebody ? policy.breaker : nil
    }

    /// What events, and requests, of what is done about a run say that they are of.
    static let beside = "on-failure"

    /// Writes the reason to the console and to a tag of the instance, until a time.
    func tell(
        _ reason: FailureReason, _ facts: Facts, until end: Duration, in environment: RunEnvironment
    ) async {
        let instance = facts[.instanceID] ?? "this machine"
        let console = SystemConsole(root: host.root)
        console.write("enlist: \(instance) has not joined: \(reason.text)")
        for line in reason.more { console.write("enlist: \(line)") }
        await ReasonTag(host).write(reason.text, knowing: facts, until: end, in: environment)
    }

    /// Puts the report of the run to S3, where the policy says so.
    ///
    /// - Parameters:
    ///   - facts: what is known of the instance.
    ///   - policy: says where.
    ///   - environment: where it is told.
    ///   - journals: tell what the run has done; nil if nothing is recorded of it.
    func report(
        _ facts: Facts, by policy: FailurePolicy, in environment: RunEnvironment,
        of journals: InstanceJournals?
    ) async {
        guard let place = policy.report else { return }
        guard let journals else {
            environment.emitter.emit(
                .warning("there is no report to upload to S3, as the run has no journal"),
                beside: Self.beside)
            return
        }
        do throws(CommandError) {
            await run(
                .uploadReport(try page(journals), to: place, host),
                knowing: facts, by: policy, in: environment)
        } catch {
            environment.emitter.emit(
                .warning("there is no report to upload to S3: \(error.summary)"),
                beside: Self.beside)
        }
    }

    /// How long Auto Scaling has an instance wait at a hook at most (API reference, PutLifecycleHook).
    private static let longestWaiting = Duration.seconds(48 * 60 * 60)

    /// Counts the failure, where the policy has a breaker.
    ///
    /// - Returns: why the instance is kept, and nobody is told, as a clause; nil if too few have failed, or
    ///   nobody knows how many.
    func reasonToKeep(
        _ facts: Facts, by policy: FailurePolicy, in environment: RunEnvironment
    ) async -> String? {
        guard let breaker = Self.breaker(of: policy) else { return nil }
        let within = breaker.within ?? Breaker.defaultWithin
        let counted = await run(
            .countFailure(within: within, host), knowing: facts, by: policy, in: environment
        ).map(ConcludingStep.countedFailures)
        guard let counted, counted >= breaker.failures ?? Breaker.defaultFailures else {
            return nil
        }
        return
            "\(counted) instances of the group have failed within \(within.readable), and the next "
            + "would, too"
    }

    /// Keeps the instance as it failed, and its group waiting for it, as long as a group waits.
    func hold(
        _ facts: Facts, because reason: String, in environment: RunEnvironment,
        hasJoined: @Sendable () async throws -> Bool
    ) async {
        SystemConsole(root: host.root).write("enlist: this instance is kept: \(reason)")
        _ = await EventEmitter.$beside.withValue(Self.beside) {
            environment.emitter.emit(
                .warning(
                    "the instance is not given up: \(reason); repair the cause, then terminate it, or "
                        + "run `enlist run` here"))
            return await wait(Self.longestWaiting, facts, in: environment, hasJoined: hasJoined)
        }
    }

    /// Keeps the instance for a person, where the policy says so.
    ///
    /// - Parameters:
    ///   - facts: what is known of the instance.
    ///   - policy: says for how long.
    ///   - environment: where it is told.
    ///   - hasJoined: asked at the end whether a later run has joined; waits for one under way.
    /// - Returns: whether those who wait for the instance are to be told that it failed.
    func keep(
        _ facts: Facts, by policy: FailurePolicy, in environment: RunEnvironment,
        hasJoined: @Sendable () async throws -> Bool
    ) async -> Bool {
        guard let keep = policy.keep else { return true }
        return await EventEmitter.$beside.withValue(Self.beside) {
            await wait(keep, facts, in: environment, hasJoined: hasJoined)
        }
    }

    private func wait(
        _ keep: Duration, _ facts: Facts, in environment: RunEnvironment,
        hasJoined: @Sendable () async throws -> Bool
    ) async -> Bool {
        let emitter = environment.emitter
        emitter.emit(
            .note(
                "keeping the instance for \(keep.readable), so that it can be inspected; "
                    + "`enlist run` resumes the run, and SIGTERM ends the wait"))
        let end = environment.time.now().elapsed + keep
        do {
            let joined = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await heartbeat.beat(facts, emitter) }
                defer { group.cancelAll() }
                try await environment.pausing.pause(until: end)
                return try await hasJoined()
            }
            if joined {
                emitter.emit(.note("a later run has joined, so this one is not reported"))
            }
            return !joined
        } catch is CancellationError {
            emitter.emit(.note("the keeping was ended from outside, and nothing is reported"))
            return false
        } catch {
            emitter.emit(
                .warning(
                    "it is unknown whether a later run has joined: \(Failure(error).message)"))
            return true
        }
    }

    /// Tells those who wait for the instance.
    ///
    /// - Parameters:
    ///   - facts: what is known.
    ///   - plan: names them, if it has a step that reports success; nil if none exists.
    ///   - policy: what is reported.
    ///   - environment: where it is told.
    func end(
        _ facts: Facts, of plan: Plan?, by policy: FailurePolicy, in environment: RunEnvironment
    ) async {
        guard let step = Self.telling(policy, plan, facts, host) else { return }
        await run(step, knowing: facts, by: policy, in: environment)
    }

    @discardableResult
    private func run(
        _ step: ConcludingStep, knowing facts: Facts, by policy: FailurePolicy,
        in environment: RunEnvironment
    ) async -> Facts? {
        await EventEmitter.$beside.withValue(Self.beside) {
            await AsideRun(environment: environment).run(
                step, knowing: facts, within: policy.deadline ?? FailurePolicy.defaultDeadline)
        }
    }
}
