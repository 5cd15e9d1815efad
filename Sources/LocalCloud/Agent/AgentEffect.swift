/// An effect of an agent outside of the cloud's state, in the order of execution.
package enum AgentEffect: Sendable, Equatable {
    case start(ScriptOrder)
    case stop(runID: String)
    /// A file or log line that the agent writes to its machine's disk.
    case leave(AgentMark, root: String)
}
