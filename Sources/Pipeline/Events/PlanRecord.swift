/// A plan as a run that begins tells of it: what must not have changed for another run to go on with
/// its work.
package struct PlanRecord: Sendable, Equatable {
    package let pipeline: String
    package let steps: [Step]
    /// Which part of the pipeline they are; nil for all of it.
    package let part: PlanPart?
    /// The facts that were known before the first step, as far as a step looks at them and they
    /// may be recorded.
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

    /// This plan, of which another one with `--until` is the beginning and nothing has to be done again;
    /// nil where it is not.
    func goingOn(after beginning: PlanRecord) -> PlanRecord? {
        guard beginning.part == .until, steps.starts(with: beginning.steps) else { return nil }
        return PlanRecord(pipeline: beginning.pipeline, steps: steps, part: .until, given: given)
    }

    /// What is to be said of a plan that is run with these facts.
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
