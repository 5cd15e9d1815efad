package import Pipeline

extension PlanRecord {
    /// A plan of steps whose kinds have the steps' own names.
    package static func named(_ pipeline: String, _ steps: String...) -> PlanRecord {
        PlanRecord(pipeline: pipeline, steps: steps.map { Step(id: $0, kind: $0) })
    }
}
