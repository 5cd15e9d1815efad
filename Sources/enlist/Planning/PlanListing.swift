import Pipeline

/// A plan with everything that shows it worked out: who gives what, and parameters as far as facts
/// are known.
struct PlanListing {
    let plan: Plan
    /// Where the pipeline was read.
    let source: String
    let steps: [Step]

    struct Step {
        let id: String
        let kind: StepKind
        let parameters: [(name: String, value: Value)]
        /// Each need, and who gives it: a step's id, or a source of given facts.
        let needs: [(fact: FactName, giver: String)]
        let gives: [FactName]
        let policy: Policy
    }

    init(_ plan: Plan, source: String) {
        self.plan = plan
        self.source = source
        // What must not be seen stays as `${…}`.
        let known = plan.knownFacts.removing(Facts.sensitive)
        var givers: [FactName: String] = [:]
        for given in plan.given {
            for name in given.names { givers[name] = given.source }
        }
        steps = plan.steps.map { step in
            let values = (try? step.parameters(rendered: known)) ?? step.parameters
            let listed = Step(
                id: step.id, kind: step.kind,
                parameters: step.kind.parameters.compactMap { parameter in
                    guard let value = values[parameter.name], value != .null else { return nil }
                    return (parameter.name, value)
                },
                needs: step.needs.map { ($0, givers[$0] ?? "") },
                gives: step.gives, policy: step.policy)
            for name in step.gives { givers[name] = step.id }
            return listed
        }
    }
}
