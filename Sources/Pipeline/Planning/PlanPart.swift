/// The part of its pipeline that a plan takes, named after the option that selects it.
package enum PlanPart: String, Sendable {
    /// From the first step, without the last ones: a later run continues where this one ends.
    case until
    /// From a step after the first.
    case from
    /// Chosen steps.
    case only
}

extension Selection {
    /// The part that this selection takes of a pipeline with these steps.
    ///
    /// Nil if it leaves out no step, or only steps that are to be skipped.
    func part(of ids: [String]) -> PlanPart? {
        if !only.isEmpty { return .only }
        if from != nil { return .from }
        return until == nil || until == ids.last ? nil : .until
    }
}
