/// Why the cloud does not restart a machine's agent.
enum AgentRestartRefusal: Sendable, Equatable {
    case noMachine
    /// It is a process of its own, over which the cloud has no power.
    case realAgent
}
