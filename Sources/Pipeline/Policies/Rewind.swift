/// The step to which a retry goes back.
package enum Rewind: Sendable, Hashable {
    /// The step with this id: the form in pipeline files, and the only form in a plan.
    case step(String)
    /// The nearest earlier step of this role: the form in kinds, which do not know the ids of the
    /// pipelines that use them. The planner replaces it by an id.
    case role(Role)
}
