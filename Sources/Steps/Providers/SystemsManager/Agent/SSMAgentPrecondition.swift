import Pipeline

/// Whether the image has Systems Manager's agent.
struct SSMAgentPrecondition: Precondition {
    let root: MachineRoot

    let name = "agent"
    let stage = PreconditionStage.joining

    func examine(knowing facts: Facts) throws -> Diagnosis {
        .ok("\(try StartSSMAgent(root: root).unit()) is there")
    }
}
