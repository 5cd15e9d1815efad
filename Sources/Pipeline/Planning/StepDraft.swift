/// A step on its way into a plan: held against its kind, its facts and its rewinds not yet.
struct StepDraft {
    let step: PlannedStep
    /// Where the facts stand that its own parameters and its condition name; the kind's needs have no
    /// place of their own.
    let places: [FactName: SourceLocation]
    /// The facts of its parameters that have a default.
    let defaulted: [(fact: FactName, place: SourceLocation?)]

    /// The place to speak of when a need is not met.
    func place(of need: FactName) -> SourceLocation? { places[need] ?? step.location }
}
