package import Pipeline

extension PlanListing {
    /// The listing for programs: one object, with durations in seconds.
    package var json: Value {
        .map([
            "pipeline": .string(plan.name),
            "source": .string(source),
            "deadline": plan.deadline?.inSeconds ?? .null,
            "on-failure": plan.onFailure?.json ?? .null,
            "given": .list(
                given.flatMap { given in
                    given.facts.map { fact in
                        [
                            "fact": .string(fact.name.text), "by": .string(given.giver),
                            "value": fact.value ?? .null,
                        ]
                    }
                }),
            "steps": .list(steps.map(\.json)),
            "warnings": .list((plan.warnings + plan.cautions).map(\.json)),
        ])
    }
}

extension Condition {
    /// The form in a pipeline file.
    fileprivate var json: Value {
        let entries = comparisons.map { comparison in
            let values = Value.list(comparison.values)
            return (comparison.fact.text, comparison.isNegated ? ["not": values] : values)
        }
        return .map(Dictionary(entries) { first, _ in first })
    }
}

extension Diagnostic {
    fileprivate var json: Value {
        [
            "message": .string(message), "remedy": .string(remedy),
            "at": location.map { .string($0.description) } ?? .null,
        ]
    }
}

extension PlanListing.Step {
    fileprivate var json: Value {
        .map([
            "id": .string(id),
            "kind": .string(kind.name),
            "summary": .string(kind.summary),
            "text": .string(text ?? kind.summary),
            "parameters": .map(Dictionary(parameters) { first, _ in first }),
            "needs": .list(
                needs.map { ["fact": .string($0.fact.text), "by": .string($0.giver)] }),
            "gives": .list(gives.map { .string($0.text) }),
            "policy": policy.json,
            "when": condition?.json ?? .null,
            "runs": decision.map { .boolean($0 == .runs) } ?? .null,
        ])
    }
}

extension Policy {
    /// The form for programs; of several rules for a class, the first one applies.
    var json: Value {
        .map([
            "retry": .list(
                retries.map { retry in
                    [
                        "on": .list(
                            retry.classes.map(\.rawValue).sorted().map(Value.string)),
                        "attempts": .integer(retry.attempts),
                        "delay": retry.delay.inSeconds,
                        "factor": .number(retry.factor),
                        "max-delay": retry.maxDelay.inSeconds,
                        "jitter": .string(retry.jitter.rawValue),
                        "rewind": retry.rewind?.json ?? .null,
                    ]
                }),
            "timeout": timeout?.inSeconds ?? .null,
            "deadline": deadline?.inSeconds ?? .null,
            "on-failure": .string(onFailure.rawValue),
        ])
    }
}

extension Rewind {
    /// A step's id; in a kind's own policy the role of the step, as `{"role": "HostnameChoosing"}`.
    fileprivate var json: Value {
        switch self {
        case .step(let id): .string(id)
        case .role(let role): ["role": .string(role.name)]
        }
    }
}
