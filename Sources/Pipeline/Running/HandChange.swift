/// Something that a person changes in a run that is paused.
package enum HandChange: Sendable, Equatable {
    case set(FactName, Value)
    case unset(FactName)
    /// A parameter of a step, which must fit its kind.
    case parameter(String, of: String, Value)
}

extension HandChange {
    /// What tells of it: a fact without its value where that is a secret, and a parameter in words alone, as
    /// a later run takes its parameters from files.
    var event: Event.Body {
        switch self {
        case .set(let name, let value) where !Facts.sensitive.contains(name):
            .factChanged(name, to: value)
        case .unset(let name) where !Facts.sensitive.contains(name): .factChanged(name, to: nil)
        case .set, .unset, .parameter: .note(words)
        }
    }

    /// What is said of it, in one line.
    package var words: String {
        switch self {
        case .set(let name, let value):
            Facts.sensitive.contains(name)
                ? "`\(name)` was set by hand" : "`\(name)` was set by hand to \(value.json)"
        case .unset(let name): "`\(name)` was unset by hand"
        case .parameter(let name, let step, _):
            "the parameter `\(name)` of `\(step)` was changed by hand"
        }
    }
}
