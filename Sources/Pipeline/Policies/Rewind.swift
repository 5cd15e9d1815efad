/// Where a retry goes back to.
package enum Rewind: Sendable, Hashable {
    /// The step with this id: what a pipeline file names, and all that there is in a plan.
    case step(String)
    /// The nearest step of this role before it: what a kind names, as it does not know the ids of the
    /// pipelines that use it. The planner makes an id of it.
    case role(Role)
}
