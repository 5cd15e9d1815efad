import Pipeline

/// A step's policy for a person: only what applies to failures that its kind can have.
struct PolicyText {
    let policy: Policy
    let failures: Set<FailureClass>

    /// One text per rule: `conflict (10 attempts, up to 30s apart, back to choose-hostname)`.
    var retries: [String] {
        rules.map { classes, retry in
            let names = classes.map(\.rawValue).joined(separator: ", ")
            let back = retry.rewind.map { ", back to \($0.text)" } ?? ""
            return
                "\(names) (\(retry.attempts) attempts, up to \(longestWait(retry).readable) apart"
                + "\(back))"
        }
    }

    /// The limits: `2m an attempt` and `15m in all`.
    var limits: [String] {
        [
            policy.timeout.map { "\($0.readable) an attempt" },
            policy.deadline.map { "\($0.readable) in all" },
        ]
        .compactMap { $0 }
    }

    /// What the step's failure means for the run; empty if it ends the run, which is the default.
    var onFailure: [String] {
        policy.onFailure == .continue ? ["the run goes on"] : []
    }

    /// The rules that can apply, each with the classes for which it comes first.
    var rules: [(classes: [FailureClass], retry: Retry)] {
        var rules: [(classes: [FailureClass], retry: Retry)] = []
        let possible = FailureClass.allCases.filter {
            failures.contains($0) || ($0 == .timeout && policy.timeout != nil)
        }
        for failureClass in possible {
            guard let retry = policy.retry(after: failureClass), retry.attempts > 1 else {
                continue
            }
            if let index = rules.firstIndex(where: { $0.retry == retry }) {
                rules[index].classes.append(failureClass)
            } else {
                rules.append(([failureClass], retry))
            }
        }
        return rules
    }

    /// The longest wait, before the last attempt, ignoring jitter.
    private func longestWait(_ retry: Retry) -> Duration {
        var rule = retry
        rule.jitter = .none
        return rule.wait(afterFailure: retry.attempts - 1, random: NoJitter())
    }

    private struct NoJitter: RandomSource {
        func fraction() -> Double { 0 }
    }
}

extension Rewind {
    /// The step's id; without a pipeline, the role of the step.
    var text: String {
        switch self {
        case .step(let id): id
        case .role(let role): "the \(role.name) step"
        }
    }
}
