/// What an agent does outside of the cloud's state, in the order in which it is to be done.
package enum AgentEffect: Sendable, Equatable {
    case start(ScriptOrder)
    case stop(runID: String)
    /// Something that the agent leaves on its machine's disk.
    case leave(AgentMark, root: String)
}
