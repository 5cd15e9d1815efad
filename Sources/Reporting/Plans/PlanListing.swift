package import Pipeline

/// A plan with everything that shows it worked out: who gives what, and parameters as far as facts
/// are known.
package struct PlanListing {
    let plan: Plan
    /// Where the pipeline was read.
    let source: String
    /// What is known before the first step, by who gives it.
    let given: [Given]
    let steps: [Step]

    struct Given {
        let giver: String
        /// Facts with their values; those without that will be known when a run begins, and that a
        /// step needs.
        let facts: [(name: FactName, value: Value?)]
    }

    struct Step {
        let id: String
        let kind: StepKind
        /// What it will do, in one line; nil where the kind's summary says it all.
        let text: String?
        let parameters: [(name: String, value: Value)]
        /// Each need, and who gives it: a step's id, or a source of given facts.
        let needs: [(fact: FactName, giver: String)]
        let gives: [FactName]
        let policy: Policy
        let condition: Condition?
        /// Whether it will run, where that is certain already.
        let decision: Condition.Decision?
    }

    /// Takes a plan, and what a person knows its files by.
    package init(_ plan: Plan, source: String) {
        self.plan = plan
        self.source = source
        // What must not be seen stays as `${…}`.
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
        // What a step gives may replace what is known now.
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
    /// What is certain by facts that will not change: nil where it waits for others.
    fileprivate func settledDecision(_ facts: Facts) -> Decision? {
        guard comparisons.allSatisfy({ facts[$0.fact] != nil }) else { return nil }
        return try? decision(facts)
    }
}
