/// The part of its pipeline that a plan takes, after the option that says so.
package enum PlanPart: String, Sendable {
    /// From the first step on, without the last ones: a later run takes up where this one ends.
    case until
    /// From another step than the first.
    case from
    /// Chosen steps.
    case only
}

extension Selection {
    /// The part that this takes of a pipeline with these steps; nil for one that leaves out none, or
    /// only those that are to be skipped.
    func part(of ids: [String]) -> PlanPart? {
        if !only.isEmpty { return .only }
        if from != nil { return .from }
        return until == nil || until == ids.last ? nil : .until
    }
}
