import Bytes
package import Pipeline

/// The valid words at a place of a command, for the line editor's TAB.
package struct Completion: Sendable {
    private let steps: [String]
    private let facts: [String]
    private let parameters: [String]

    package init(_ pause: Pause) {
        steps = pause.steps.map(\.id)
        facts = pause.facts.names.map(\.text)
        parameters = pause.step.kind.parameters.map(\.name)
    }

    /// Returns the valid words at a place.
    ///
    /// - Parameters:
    ///   - line: the text before the word.
    ///   - word: the beginning of the word.
    /// - Returns: the words, in alphabetical order.
    package func words(after line: String, beginning word: String) -> [String] {
        candidates(line.words()).filter { $0.begins(with: word) }.sorted()
    }

    private func candidates(_ before: [String]) -> [String] {
        let commands = CommandName.allCases.map(\.rawValue)
        guard let first = before.first else { return commands }
        let names = CommandName.named(first)
        guard names.count == 1, let name = names.first else { return [] }
        switch (name, before.count) {
        case (.help, 1): return commands
        case (.until, 1), (.back, 1), (.move, 1), (.move, 3): return steps
        case (.move, 2): return StepMove.Side.allCases.map(\.rawValue)
        case (.print, 1), (.set, 1), (.unset, 1), (.facts, 1): return facts
        case (.params, 1): return parameters + steps
        case (.break, 1): return ["after", "before", "delete", "list", "on"]
        case (.break, 2) where ["before", "after"].contains(before[1]): return steps
        case (.break, 2) where before[1] == "on":
            return ["failure"] + FailureClass.allCases.map(\.rawValue) + facts
        default: return []
        }
    }
}
