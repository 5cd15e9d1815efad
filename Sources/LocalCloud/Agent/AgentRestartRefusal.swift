/// Why the cloud does not restart a machine's agent.
enum AgentRestartRefusal: Sendable, Equatable {
    case noMachine
    /// The agent is a separate process, which the cloud does not control.
    case realAgent
}
