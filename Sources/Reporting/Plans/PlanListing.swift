package import Pipeline

/// A plan with everything that explains it: which step gives what, and parameters with known facts
/// rendered.
package struct PlanListing {
    let plan: Plan
    /// The file of the pipeline.
    let source: String
    /// What is known before the first step, by source.
    let given: [Given]
    let steps: [Step]

    struct Given {
        let giver: String
        /// The facts with their values; without a value, those that will be known when a run begins
        /// and that a step needs.
        let facts: [(name: FactName, value: Value?)]
    }

    struct Step {
        let id: String
        let kind: StepKind
        /// What it will do, in one line; nil if the kind's summary is enough.
        let text: String?
        let parameters: [(name: String, value: Value)]
        /// Each need, and its source: a step's id, or a source of given facts.
        let needs: [(fact: FactName, giver: String)]
        let gives: [FactName]
        let policy: Policy
        let condition: Condition?
        /// Whether it will run, if that is certain already.
        let decision: Condition.Decision?
    }

    /// Creates the listing of a plan, with the name of its files for a person.
    package init(_ plan: Plan, source: String) {
        self.plan = plan
        self.source = source
        // A secret stays as `${…}`.
        let known = plan.knownFacts.withoutSecrets
        let needed = Set(plan.steps.flatMap(\.reads))
        given = plan.given.map { given in
            Given(
                giver: given.source,
                facts: given.names
                    .filter { given.facts[$0] != nil || needed.contains($0) }
                    .map { ($0, known[$0]) })
        }
        .filter { !$0.facts.isEmpty }

        var givers: [FactName: String] = [:]
        for given in plan.given {
            for name in given.names { givers[name] = given.source }
        }
        // A fact that a step gives may replace its current value.
        var settled = known
        steps = plan.steps.map { step in
            let values = step.shownParameters(known)
            let listed = Step(
                id: step.id, kind: step.kind, text: step.planText(known),
                parameters: step.kind.parameters.compactMap { parameter in
                    guard let value = values[parameter.name], value != .null else { return nil }
                    return (parameter.name, value)
                },
                needs: step.needs.map { ($0, givers[$0] ?? "") },
                gives: step.gives, policy: step.policy, condition: step.condition,
                decision: step.condition.flatMap { $0.settledDecision(settled) })
            for name in step.gives {
                givers[name] = step.id
                settled[name] = nil
            }
            return listed
        }
    }
}

extension Condition {
    /// The decision by facts that will not change; nil if it depends on others.
    fileprivate func settledDecision(_ facts: Facts) -> Decision? {
        guard comparisons.allSatisfy({ facts[$0.fact] != nil }) else { return nil }
        return try? decision(facts)
    }
}
