import AWS
import Pipeline

/// Waits until Systems Manager hears the instance's agent, and the agent takes documents.
///
/// Systems Manager calls an instance Online when the agent's core has been heard once; its worker, which
/// takes the documents, begins a second later, if it is heard as well.
struct WaitUntilManaged: Polling {
    /// How long Systems Manager is not asked where the agent's files tell what there is to ask for.
    static let longestSilence = Duration.seconds(30)
    /// How long a worker that says nothing of itself is waited for.
    private static let patience = Duration.seconds(30)

    let every: Duration
    let host: Host

    func waitUntilRegistered(in context: StepContext) async throws -> Member {
        let instanceID = try context.facts.require(.instanceID)
        let api = host.systemsManager(try context.facts.require(.stackAPIRegion))
        var waking = host.agentWaking(instanceID)
        var schedule = PollSchedule(every: every)
        var isFirst = true
        var last: String?
        var online: (member: Member, since: Duration)?
        do {
            while true {
                // Nothing is asked before there is something to hear.
                if online == nil, !isFirst || !waking.marks.areThere || waking.marks.isHeard {
                    let node = try await api.node(ofInstance: instanceID)
                    let status = node?.pingStatus ?? "unknown"
                    if status != last { context.note(Self.words(node)) }
                    last = status
                    if let node, status == "Online" {
                        online = (Member(id: node.id, status: status), context.time.now().elapsed)
                    }
                }
                // What changes from here on ends the wait below.
                let known = waking.marks.state
                if let online, isReady(online.since, waking, context) { return online.member }
                try await waking.wake(in: context)
                isFirst = false
                let marks = waking.marks
                let wait =
                    online.map {
                        known.rest == nil
                            ? max(.milliseconds(100), left(after: $0.since, waking, context))
                            : Self.longestSilence
                    }
                    // Systems Manager may hear of what the files say a moment later.
                    ?? (marks.areThere && !known.isHeard
                        ? Self.longestSilence : schedule.wait(context.random))
                try await context.wait(
                    upTo: wait,
                    for: online == nil
                        ? "ping status \(last ?? "unknown")" : "the agent's worker to begin"
                ) { marks.state != known }
            }
        } catch {
            guard Task.isCancelled else { throw error }
            throw Failure.notHeard(last ?? "unknown", waking.marks.rest)
        }
    }

    /// Whether an agent that is Online takes documents too, as far as its files tell.
    private func isReady(_ online: Duration, _ waking: AgentWaking, _ context: StepContext) -> Bool
    {
        let marks = waking.marks
        if marks.isActive || !marks.areThere { return true }
        guard marks.rest == nil, left(after: online, waking, context) <= .zero else { return false }
        context.warn("the agent is Online, and its files do not say whether its worker has begun")
        return true
    }

    /// What is left of the patience with a worker, which starts over with the agent.
    private func left(
        after online: Duration, _ waking: AgentWaking, _ context: StepContext
    ) -> Duration {
        max(online, waking.restarted ?? .zero) + Self.patience - context.time.now().elapsed
    }

    private static func words(_ node: SystemsManager.Node?) -> String {
        guard let node else { return "the agent has not reported yet" }
        let version = node.agentVersion.map { ", agent \($0)" } ?? ""
        return "ping status \(node.pingStatus)\(version)"
    }
}

extension Host {
    /// What wakes the agent, and knows what its files say.
    func agentWaking(_ instanceID: String) -> AgentWaking {
        let root = root
        let restart: @Sendable () async throws -> Void = {
            try await AgentUnit(in: root).make(.restart)
        }
        return AgentWaking(
            AgentMarks(root, instanceID), restart: root.isMachine ? restart : nil)
    }
}

extension WaitUntilManaged {
    /// The kind `wait-until-managed`.
    ///
    /// An attempt has no timeout of its own: it is the step's deadline that ends the wait.
    static func kind(_ host: Host) -> StepKind {
        var policy = Policy.standard
        policy.timeout = nil
        policy.deadline = .seconds(15 * 60)
        return StepKind(
            "wait-until-managed", role: .polling,
            summary: "Waits until the instance's agent is online, and restarts one that sleeps",
            parameters: [PollSchedule.every.description],
            failures: [.throttled, .transient, .credentialsPending, .refused],
            policy: policy, needs: [FactKey.stackAPIRegion.name],
            permissions: IAMPermission.declared { _ in
                [.systemsManager("DescribeInstanceInformation")]
            }
        ) { arguments throws(Failure) in
            WaitUntilManaged(every: try arguments.value(PollSchedule.every), host: host)
        }
        .readingAhead { facts in
            let instanceID = try facts.require(.instanceID)
            // An agent that has not been heard is not asked for at once.
            guard AgentMarks(host.root, instanceID).isHeard else { return }
            _ = try await host.systemsManager(facts.require(.stackAPIRegion))
                .node(ofInstance: instanceID)
        }
        .tried { _ in
            [
                Trial(of: "ssm:DescribeInstanceInformation", needs: Trial.instance) { facts in
                    _ = try await host.systemsManager(facts.require(.instanceRegion))
                        .node(ofInstance: facts.require(.instanceID))
                }
            ]
        }
    }
}

extension Failure {
    fileprivate static func notHeard(_ status: String, _ rest: AgentRest?) -> Failure {
        let action = rest?.deniedAction
        return Failure(
            .timeout,
            "Systems Manager's agent is not online: its ping status is \(status)"
                + (rest.map { "; \($0.text)" } ?? ""),
            remedy: action.map { "allow the role \($0): attach AmazonSSMManagedInstanceCore" }
                ?? "see that the role has the permissions of AmazonSSMManagedInstanceCore and that there is "
                + "a way to the endpoints ssm, ssmmessages and ec2messages; the agent's log, "
                + "\(AgentLog.path), falls silent after three tries",
            details: rest?.words.map { [$0] } ?? [])
    }
}

extension WaitUntilManaged: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        let instanceID = try facts.require(.instanceID)
        let node = try await host.systemsManager(facts.require(.stackAPIRegion))
            .node(ofInstance: instanceID)
        if host.root.isMachine, let rest = AgentMarks(host.root, instanceID).rest {
            return .change("restart the agent: \(rest.text)")
        }
        guard let node, node.pingStatus == "Online" else { return .waits(for: Self.words(node)) }
        return .nothing(
            Self.words(node), giving: Member(id: node.id, status: node.pingStatus).asFacts)
    }
}
