/// A plan as recorded at the beginning of a run.
///
/// Another run can resume the work only if none of this has changed.
package struct PlanRecord: Sendable, Equatable {
    package let pipeline: String
    package let steps: [Step]
    /// The part of the pipeline that the steps are; nil for all of it.
    package let part: PlanPart?
    /// The facts that were known before the first step, if a step uses them and they may be
    /// recorded.
    package let given: Facts

    package struct Step: Sendable, Equatable {
        package let id: String
        package let kind: String
        /// Templates are not rendered, and secrets are hidden.
        package let parameters: [String: Value]
        /// When it runs, in words; nil for always.
        package let condition: String?

        package init(
            id: String, kind: String, parameters: [String: Value] = [:], condition: String? = nil
        ) {
            self.id = id
            self.kind = kind
            self.parameters = parameters
            self.condition = condition
        }
    }

    package init(
        pipeline: String, steps: [Step], part: PlanPart? = nil, given: Facts = Facts()
    ) {
        self.pipeline = pipeline
        self.steps = steps
        self.part = part
        self.given = given
    }

    /// This plan, if it continues another one with `--until` and nothing has to be repeated;
    /// otherwise nil.
    func goingOn(after beginning: PlanRecord) -> PlanRecord? {
        guard beginning.part == .until, steps.starts(with: beginning.steps) else { return nil }
        return PlanRecord(pipeline: beginning.pipeline, steps: steps, part: .until, given: given)
    }

    /// Records a plan that is run with these facts.
    init(_ plan: Plan, knowing facts: Facts) {
        let read = Set(plan.steps.flatMap(\.reads)).filter { !Facts.isSecret($0) }
        self.init(
            pipeline: plan.name,
            steps: plan.steps.map { step in
                Step(
                    id: step.id, kind: step.kind.name, parameters: step.shownParameters(Facts()),
                    condition: step.condition?.text)
            },
            part: plan.part, given: facts.removing(facts.names.filter { !read.contains($0) }))
    }
}
