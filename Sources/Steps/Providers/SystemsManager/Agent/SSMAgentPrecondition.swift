import AWS
import Pipeline

/// Whether the image has Systems Manager's agent in a state in which it can be started.
struct SSMAgentPrecondition: Precondition {
    let host: Host

    let name = "agent"
    let stage = PreconditionStage.joining

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        let unit = try AgentUnit(in: host.root)
        guard let instanceID = facts[.instanceID] else { return .ok("\(unit.name) is there") }
        let marks = AgentMarks(host.root, instanceID)
        if let rest = marks.rest {
            return .warning(
                "\(unit.name) is there, and \(rest.text)",
                remedy: "nothing: a run restarts it; by hand, systemctl restart \(unit.name)")
        }
        let version = await version(of: instanceID, facts)
        if let version, version < .tried {
            return .warning(
                "\(unit.name) is version \(version.text), and enlist was tried with \(SSMAgentVersion.tried.text)",
                remedy:
                    "update the agent in the image; an older one keeps other files, so steps ask "
                    + "more often, and before 3.3.40 it also needs a way to the endpoint ec2messages"
            )
        }
        let source =
            marks.credentialSource == "SSM"
            ? "; it works by default host management, which gives enlist itself no role" : ""
        return .ok(
            (version.map { "\(unit.name) is version \($0.text)" } ?? "\(unit.name) is there")
                + source)
    }

    /// The version that the agent has reported; nil if it has not, or the permission to ask is
    /// missing.
    private func version(of instanceID: String, _ facts: Facts) async -> SSMAgentVersion? {
        guard let region = facts[.instanceRegion] else { return nil }
        let node = try? await host.systemsManager(region).node(ofInstance: instanceID)
        return node?.agentVersion.flatMap(SSMAgentVersion.init)
    }
}
