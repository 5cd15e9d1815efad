import Bytes
import Pipeline

/// Parses a fact's value as typed, with the type that the step which gives the fact declares.
struct FactReading {
    private let values: any ValueReading
    private let pause: Pause

    init(_ values: any ValueReading, _ pause: Pause) {
        self.values = values
        self.pause = pause
    }

    /// Parses a value.
    ///
    /// A text is taken as typed, and loses the quotes around it, if any; any other type is written
    /// as in a pipeline file.
    ///
    /// - Throws: what is wrong with it.
    func value(_ text: String, of name: FactName) throws(DebugProblem) -> Value {
        let types = FactTypes(pause.steps)
        guard let type = types[name] ?? (isText(name, types) ? .text : nil) else {
            return try values.value(text, of: name)
        }
        if type == .text { return .string(unquoted(text)) }
        let value = try values.value(text, of: name)
        guard let typed = type.typed(value) else {
            let giver = pause.steps.first { $0.gives.contains(name) }
            throw .wrongType(name, type, givenBy: giver?.id)
        }
        return typed
    }

    /// Whether a fact is known to be a text only by its value, from a step that does not declare
    /// its type.
    private func isText(_ name: FactName, _ types: FactTypes) -> Bool {
        guard types.isGiven(name), case .string? = pause.facts[name] else { return false }
        return true
    }

    private func unquoted(_ text: String) -> String {
        guard text.begins(with: "\"") || text.begins(with: "'"),
            case .string(let content)? = try? values.value(text, of: nil)
        else { return text }
        return content
    }
}
