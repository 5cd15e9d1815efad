/// Something that a person changes in a run that is paused.
package enum HandChange: Sendable, Equatable {
    case set(FactName, Value)
    case unset(FactName)
    /// A parameter of a step, which must fit its kind.
    case parameter(String, of: String, Value)
    /// Only steps behind the one where the run stands, and to such places.
    case move(StepMove)
}

extension HandChange {
    /// What tells of it, in a run with these steps: in words alone where the value is a secret.
    func event(_ steps: [PlannedStep]) -> Event.Body {
        switch self {
        case .set(let name, let value) where !Facts.isSecret(name):
            .factChanged(name, to: value)
        case .unset(let name) where !Facts.isSecret(name): .factChanged(name, to: nil)
        case .parameter(let name, let step, let value) where isShown(name, step, value, steps):
            .parameterChanged(name, of: step, to: value)
        case .set, .unset, .parameter, .move: .note(words)
        }
    }

    /// Whether a parameter's value can be seen by anybody.
    private func isShown(
        _ name: String, _ step: String, _ value: Value, _ steps: [PlannedStep]
    ) -> Bool {
        let kind = steps.first { $0.id == step }?.kind
        return kind?.parameters.first { $0.name == name }?.shown(value) == value
    }

    /// What is said of it, in one line.
    package var words: String {
        switch self {
        case .set(let name, let value):
            Facts.isSecret(name)
                ? "`\(name)` was set by hand" : "`\(name)` was set by hand to \(value.json)"
        case .unset(let name): "`\(name)` was unset by hand"
        case .parameter(let name, let step, _):
            "the parameter `\(name)` of `\(step)` was changed by hand"
        case .move(let move):
            "`\(move.step)` was moved \(move.side.rawValue) `\(move.target)` by hand"
        }
    }
}
