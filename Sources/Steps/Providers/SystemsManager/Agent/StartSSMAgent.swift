import AWS
import Pipeline

/// Starts Systems Manager's agent, and enables it for the next boot: the agent is what registers
/// the instance.
struct StartSSMAgent: Registering, Revertible {
    /// The unit that this run has started.
    private static let started = FactKey<String>("started")
    /// The unit that this run has enabled.
    private static let enabled = FactKey<String>("enabled")

    let root: MachineRoot

    func register(in context: StepContext) async throws {
        let unit = try AgentUnit(in: root)
        guard root.isMachine else {
            context.note("\(unit.name) is there; nothing is started for \(root.path)")
            return
        }
        if try await unit.isActive() {
            context.note("\(unit.name) runs already")
        } else {
            try context.record(Self.started, unit.name)
            try await unit.make(.start)
        }
        guard try await !unit.isEnabled() else { return }
        try context.record(Self.enabled, unit.name)
        do {
            try await unit.make(.enable)
        } catch let error as Failure {
            // The agent runs, which is all that this boot needs.
            context.warn("the agent will not start at the next boot: \(error.message)")
        }
    }

    /// Stops and disables the agent if this run has started and enabled it.
    func revert(in context: StepContext) async throws {
        guard root.isMachine else { return }
        let unit = try AgentUnit(in: root)
        if context.receipt[Self.enabled] == unit.name { try await unit.make(.disable) }
        if context.receipt[Self.started] == unit.name {
            try await unit.make(.stop)
            context.note("stopped \(unit.name)")
        }
    }
}

extension StartSSMAgent: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        let unit = try AgentUnit(in: root)
        guard root.isMachine else {
            return .nothing("\(unit.name) is there; nothing is started for \(root.path)")
        }
        var changes: [String] = []
        if try await !unit.isActive() { changes.append("start \(unit.name)") }
        if try await !unit.isEnabled() { changes.append("start \(unit.name) at each boot") }
        return .changes(changes, else: "\(unit.name) runs already")
    }
}

extension StartSSMAgent {
    /// The kind `start-ssm-agent`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "start-ssm-agent", role: .registering,
            summary: "Starts Systems Manager's agent, which registers the instance",
            failures: [.transient, .notFound, .refused]
        ) { _ in StartSSMAgent(root: host.root) }
        // An agent that Systems Manager has heard stays heard.
        .readPast()
        .accompanied(by: ["AmazonSSMManagedInstanceCore"])
        .requiring { _ in
            [
                // The agent gets its commands there.
                EndpointPrecondition(service: .ssmMessages, host: host),
                SSMAgentPrecondition(host: host),
                GroupPrecondition(host: host, tellsGroup: false),
            ]
        }
    }
}
