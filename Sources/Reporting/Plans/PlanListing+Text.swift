import Pipeline
import PipelineFile

extension PlanListing {
    /// The listing for people: what is given, then each step with its details.
    package var text: String {
        let deadline = plan.deadline.map { ", at most \($0.readable)" } ?? ""
        var lines = ["pipeline \(plan.name) (from \(source))\(deadline)", ""]
        lines += given.map { given in
            let facts = given.facts.map { fact in
                fact.value.map { "\(fact.name)=\($0.text)" } ?? fact.name.text
            }
            return "given: \(facts.joined(separator: ", ")) (\(given.giver))"
        }
        if let policy = plan.onFailure { lines += ["", "when it fails: \(policy.text)"] }
        for (index, step) in steps.enumerated() {
            let kind = step.id == step.kind.name ? "" : " (\(step.kind.name))"
            lines += ["", "\(index + 1). \(step.id)\(kind): \(step.text ?? step.kind.summary)"]
            lines += step.condition.map { ["   when \($0.text)\(step.decision?.text ?? "")"] } ?? []
            lines += step.parameters.map { "   \($0.name): \($0.value.json)" }
            lines += labelled("needs", grouped(step.needs))
            lines += labelled("gives", step.gives.map(\.text))
            let policy = PolicyText(policy: step.policy, failures: step.kind.failures)
            lines += labelled("retries", policy.retries)
            lines += labelled("limits", policy.limits)
            lines += labelled("on failure", policy.onFailure)
        }
        lines += (plan.warnings + plan.cautions).flatMap { warning in
            let place = warning.location.map { "\($0): " } ?? ""
            return ["", "\(place)warning: \(warning.message)", "    remedy: \(warning.remedy)"]
        }
        return lines.map { PrintableText($0).text + "\n" }.joined()
    }

    /// A label and the items after it, in as many lines as they need.
    private func labelled(_ label: String, _ items: [String]) -> [String] {
        ItemLines("   \(label) ", items).lines
    }

    /// Needs with their givers: `stack.id, layer.id (look-up-stack)` and `hostname
    /// (choose-hostname)`.
    private func grouped(_ needs: [(fact: FactName, giver: String)]) -> [String] {
        var groups: [(giver: String, facts: [String])] = []
        for need in needs {
            if let index = groups.firstIndex(where: { $0.giver == need.giver }) {
                groups[index].facts.append(need.fact.text)
            } else {
                groups.append((need.giver, [need.fact.text]))
            }
        }
        return groups.map { "\($0.facts.joined(separator: ", ")) (\($0.giver))" }
    }
}

extension Condition.Decision {
    fileprivate var text: String {
        switch self {
        case .runs: " (it will run)"
        case .doesNotRun(let reason): " (it will not run: \(reason))"
        }
    }
}
