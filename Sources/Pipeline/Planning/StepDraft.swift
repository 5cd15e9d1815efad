/// A step on its way into a plan: held against its kind, its facts and its rewinds not yet.
struct StepDraft {
    let step: PlannedStep
    /// Where the facts stand that its own parameters name; the kind's needs have no place.
    let places: [FactName: SourceLocation]

    /// The place to speak of when a need is not met.
    func place(of need: FactName) -> SourceLocation? { places[need] ?? step.location }
}
