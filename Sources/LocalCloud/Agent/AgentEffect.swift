/// An effect of an agent outside of the cloud's state; effects are executed in their order.
package enum AgentEffect: Sendable, Equatable {
    case start(ScriptOrder)
    case stop(runID: String)
    /// A file or log line that the agent writes to its machine's disk.
    case leave(AgentMark, root: String)
}
