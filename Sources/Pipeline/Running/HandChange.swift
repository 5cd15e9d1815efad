/// A change that a person makes in a paused run.
package enum HandChange: Sendable, Equatable {
    case set(FactName, Value)
    case unset(FactName)
    /// A new value for a parameter of a step, which must fit its kind.
    case parameter(String, of: String, Value)
    /// A move of a step; only steps after the current one move, and only to places after it.
    case move(StepMove)
}

extension HandChange {
    /// The event for the change, in a run with these steps: a note without the value if it is a
    /// secret.
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

    /// Whether a parameter's value is public.
    private func isShown(
        _ name: String, _ step: String, _ value: Value, _ steps: [PlannedStep]
    ) -> Bool {
        let kind = steps.first { $0.id == step }?.kind
        return kind?.parameters.first { $0.name == name }?.shown(value) == value
    }

    /// A description of the change, in one line.
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
