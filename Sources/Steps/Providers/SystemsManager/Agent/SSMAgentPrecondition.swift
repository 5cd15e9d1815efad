import Pipeline

/// Whether the image has Systems Manager's agent, and lets it be started.
struct SSMAgentPrecondition: Precondition {
    let root: MachineRoot

    let name = "agent"
    let stage = PreconditionStage.joining

    func examine(knowing facts: Facts) throws -> Diagnosis {
        let unit = try AgentUnit(in: root)
        guard let instanceID = facts[.instanceID],
            let rest = AgentMarks(root, instanceID).rest
        else { return .ok("\(unit.name) is there") }
        return .warning(
            "\(unit.name) is there, and \(rest.text)",
            remedy: "nothing: a run restarts it; by hand, systemctl restart \(unit.name)")
    }
}
