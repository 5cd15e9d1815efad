/// A plan as a run that begins tells of it: what must not have changed for another run to go on with
/// its work.
package struct PlanRecord: Sendable, Equatable {
    package let pipeline: String
    package let steps: [Step]
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

    package init(pipeline: String, steps: [Step], given: Facts = Facts()) {
        self.pipeline = pipeline
        self.steps = steps
        self.given = given
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
            given: facts.removing(facts.names.filter { !read.contains($0) }))
    }
}
