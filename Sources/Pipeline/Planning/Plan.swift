/// A definition held against the registry, a selection and what is known: checked, ready to run.
package struct Plan: Sendable {
    package let name: String
    package let deadline: Duration?
    /// Where the deadline stands.
    package let deadlineLocation: SourceLocation?
    package let steps: [PlannedStep]
    /// Which part of the pipeline they are; nil for all of it.
    package let part: PlanPart?
    /// Those that changes took away.
    package let absent: [AbsentStep]
    /// What is done about a run that failed; nil for nothing.
    package let onFailure: FailurePolicy?
    /// What is done at each boot of an instance that has joined.
    package let everyBoot: EveryBoot
    /// Whether the provider keeps how its runs ended.
    package let isRecorded: Bool
    /// What is known before the first step, and from where.
    package let given: [GivenFacts]
    /// What a person should know of it before it runs.
    package private(set) var warnings: [Diagnostic]

    /// What works, and should be thought of before it runs; a run itself does not repeat it.
    package var cautions: [Diagnostic] {
        steps.flatMap { step in
            step.kind.cautions(with: step.parameters).map {
                Diagnostic("`\(step.id)`: \($0.message)", remedy: $0.remedy, at: step.location)
            }
        }
    }

    /// The same plan with what was to be known of its files, which comes first.
    package func warning(of more: [Diagnostic]) -> Plan {
        var plan = self
        plan.warnings = more + warnings
        return plan
    }

    /// The facts that are known before the first step, where their values are known by now.
    package var knownFacts: Facts {
        given.reduce(Facts()) { $0.merging($1.facts) }
    }

    /// The steps but for those whose condition does not hold, by what is known before a run.
    package var stepsThatMayRun: [PlannedStep] {
        let known = knownFacts
        return steps.filter { step in
            guard let condition = step.condition,
                condition.comparisons.allSatisfy({ known[$0.fact] != nil })
            else { return true }
            return (try? condition.decision(known)) == .runs
        }
    }
}
