import AWS
import Pipeline

/// Waits until Systems Manager hears the instance's agent.
struct WaitUntilManaged: Polling {
    let every: Duration
    let systemsManager: @Sendable (_ region: String) -> SystemsManager

    func waitUntilRegistered(in context: StepContext) async throws -> Member {
        let instanceID = try context.facts.require(.instanceID)
        let api = systemsManager(try context.facts.require(.stackAPIRegion))
        var schedule = PollSchedule(every: every)
        var last: String?
        do {
            while true {
                let node = try await api.node(ofInstance: instanceID)
                let status = node?.pingStatus ?? "unknown"
                if status != last { context.note(Self.words(node)) }
                last = status
                if let node, status == "Online" { return Member(id: node.id, status: status) }
                try await context.wait(schedule.wait(context.random), for: "ping status \(status)")
            }
        } catch {
            guard Task.isCancelled, let last else { throw error }
            throw Failure.notHeard(last)
        }
    }

    private static func words(_ node: SystemsManager.Node?) -> String {
        guard let node else { return "the agent has not reported yet" }
        let version = node.agentVersion.map { ", agent \($0)" } ?? ""
        return "ping status \(node.pingStatus)\(version)"
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
            summary: "Waits until Systems Manager hears the instance's agent",
            parameters: [PollSchedule.every.description],
            failures: [.throttled, .transient, .credentialsPending, .refused],
            policy: policy, needs: [FactKey.stackAPIRegion.name],
            permissions: IAMPermission.declared { _ in
                [.systemsManager("DescribeInstanceInformation")]
            }
        ) { arguments throws(Failure) in
            WaitUntilManaged(
                every: try arguments.value(PollSchedule.every),
                systemsManager: host.systemsManager)
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
    fileprivate static func notHeard(_ status: String) -> Failure {
        Failure(
            .timeout, "Systems Manager does not hear the agent: its ping status is \(status)",
            remedy:
                "see that the role has the rights of AmazonSSMManagedInstanceCore and that there is a "
                + "way to the endpoints ssm, ssmmessages and ec2messages; the agent's log is "
                + "/var/log/amazon/ssm/amazon-ssm-agent.log")
    }
}
