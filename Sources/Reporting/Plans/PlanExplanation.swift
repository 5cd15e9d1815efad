package import Pipeline
import PipelineFile

/// A plan with the source of each of its parts: the file and line, or a default.
package struct PlanExplanation {
    private let plan: Plan
    private let files: [String]

    /// Creates the explanation of a plan, with the names of its files, the extended one first.
    package init(_ plan: Plan, files: [String]) {
        self.plan = plan
        self.files = files
    }

    /// The explanation for people.
    package var text: String {
        var lines = ["pipeline \(plan.name)"]
        lines += files.enumerated().map { "   \($0 == 0 ? "from" : "changed by") \($1)" }
        if let deadline = plan.deadline {
            lines.append("   deadline: \(deadline.readable) (\(place(plan.deadlineLocation)))")
        }
        for (index, step) in plan.steps.enumerated() {
            lines += ["", "\(index + 1). \(step.id): " + heading(step)]
            lines += conditions(step) + parameters(step) + limits(step) + retries(step)
        }
        return lines.map { PrintableText($0).text + "\n" }.joined()
    }

    private func heading(_ step: PlannedStep) -> String {
        let locations = step.origin.locations
        var text = place(step.location)
        if let id = locations.byPath["id"], id.file != step.location?.file {
            text += ", its id \(id)"
        }
        if let moved = step.origin.movedAt { text += ", moved \(moved)" }
        return text
    }

    private func conditions(_ step: PlannedStep) -> [String] {
        (step.condition?.comparisons ?? []).map { comparison in
            "   when \(comparison.text) "
                + "(\(place(step.origin.locations["when.\(comparison.fact)"])))"
        }
    }

    private func parameters(_ step: PlannedStep) -> [String] {
        let values = step.shownParameters(Facts())
        return step.kind.parameters.compactMap { parameter in
            guard let value = values[parameter.name], value != .null else { return nil }
            let location =
                step.origin.locations.byPath[Locations.path(ofParameter: parameter.name)]
            return "   \(parameter.name): \(value.json) (\(place(location)))"
        }
    }

    private func limits(_ step: PlannedStep) -> [String] {
        let policy = step.policy
        let limits = [
            ("timeout", policy.timeout?.readable), ("deadline", policy.deadline?.readable),
            ("on-failure", policy.onFailure.rawValue),
        ]
        return limits.compactMap { key, value in
            value.map { value in
                "   \(key): \(value) (\(place(PolicyOrigin(step).location(of: key))))"
            }
        }
    }

    private func retries(_ step: PlannedStep) -> [String] {
        let origin = PolicyOrigin(step)
        return PolicyText(policy: step.policy, failures: step.kind.failures).rules.flatMap { rule in
            rule.classes.flatMap { failureClass in
                ItemLines(
                    "   retry on \(failureClass.rawValue): ",
                    grouped(
                        settings(of: rule.retry).map { key, value in
                            (
                                "\(key) \(value)",
                                place(origin.location(of: key, after: failureClass))
                            )
                        })
                ).lines
            }
        }
    }

    /// Settings as `delay 2s, jitter full (the kind's default)`: neighbours with the same place
    /// share it.
    private func grouped(_ settings: [(text: String, place: String)]) -> [String] {
        settings.enumerated().map { index, setting in
            let isLast = index + 1 == settings.count || settings[index + 1].place != setting.place
            return setting.text + (isLast ? " (\(setting.place))" : "")
        }
    }

    private func settings(of retry: Retry) -> [(key: String, value: String)] {
        var settings = [
            ("attempts", String(retry.attempts)), ("delay", retry.delay.readable),
            ("factor", retry.factor.readable), ("max-delay", retry.maxDelay.readable),
            ("jitter", retry.jitter.rawValue),
        ]
        if let rewind = retry.rewind { settings.append(("rewind", rewind.text)) }
        return settings
    }

    private func place(_ location: SourceLocation?) -> String {
        location?.description ?? "the kind's default"
    }
}

extension Double {
    /// The number in short form: `2` and `1.5`.
    fileprivate var readable: String {
        Int(exactly: self).map { String($0) } ?? String(self)
    }
}
