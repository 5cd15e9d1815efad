import Pipeline

/// What is said where a run has stopped.
struct PauseText {
    let pause: Pause
    /// Why it stopped here, where that is not plain to see.
    let reason: String?

    var lines: [String] {
        let step = pause.step
        let place = (pause.steps.firstIndex { $0.id == step.id } ?? 0) + 1
        let kind = step.id == step.kind.name ? "" : " (\(step.kind.name))"
        var lines = ["-- step \(place) of \(pause.steps.count), \(point) \(step.id)\(kind)"]
        if let reason { lines.append("   \(reason)") }
        switch pause.point {
        case .failed(let failure), .retrying(let failure):
            lines.append("   \(failure.failureClass.rawValue): \(failure.message)")
            lines.append("   what to do: \(failure.remedy)")
            lines += failure.details.flatMap { $0.split(separator: "\n").map { "      \($0)" } }
        case .after:
            let gave = step.gives.filter { pause.facts[$0] != nil }
            lines += gave.map { "   gave \(PauseText.fact($0, pause.facts))" }
            return lines
        case .before, .beforeRevert: break
        }
        lines.append("   \(step.planText(pause.facts) ?? step.kind.summary)")
        lines += PauseText.parameters(of: step, pause.facts).map { "   \($0)" }
        if let hint { lines.append("   (\(hint))") }
        return lines
    }

    private var point: String {
        switch pause.point {
        case .before: "before"
        case .after: "after"
        case .retrying: "after a failed attempt of"
        case .failed: "after the failure of"
        case .beforeRevert: "before undoing"
        }
    }

    private var hint: String? {
        switch pause.point {
        case .before, .after: nil
        case .retrying: "`continue` waits and tries again, `retry` tries at once"
        case .failed:
            "`retry` does it again, `skip` goes on without it, `continue` lets it fail"
        case .beforeRevert: "`step` undoes it, `skip` leaves it, `continue` undoes all the rest"
        }
    }

    /// The parameters with the facts in them, in the order in which the kind states them.
    static func parameters(of step: PlannedStep, _ facts: Facts) -> [String] {
        let shown = step.shownParameters(facts)
        return step.kind.parameters.compactMap { parameter in
            guard let value = shown[parameter.name], value != .null else { return nil }
            return "\(parameter.name): \(value.json)"
        }
    }

    /// `stack.id=…`; a secret without its value.
    static func fact(_ name: FactName, _ facts: Facts) -> String {
        guard !Facts.sensitive.contains(name) else { return "\(name) (secret)" }
        return "\(name)=\(facts[name]?.text ?? "")"
    }
}
