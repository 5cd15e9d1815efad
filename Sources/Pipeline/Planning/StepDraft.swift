/// A step on its way into a plan, checked against its kind, but not for its facts and rewinds yet.
struct StepDraft {
    let step: PlannedStep
    /// The places of the facts in its own parameters and its condition; the kind's needs have no
    /// place.
    let places: [FactName: SourceLocation]
    /// The facts in its parameters that have a default.
    let defaulted: [(fact: FactName, place: SourceLocation?)]

    /// The place to report if a need is not met.
    func place(of need: FactName) -> SourceLocation? { places[need] ?? step.location }
}
