import Pipeline

/// What a person changed in a session that a pipeline file can say.
package struct SessionChanges: Sendable, Equatable {
    /// By step, in the order of the changes; the last value of each parameter counts.
    private var parameters: [(step: String, values: [String: Value])] = []
    private var moves: [StepMove] = []
    private var skipped: [String] = []

    package init() {}

    package static func == (left: Self, right: Self) -> Bool {
        left.overlay(extending: "") == right.overlay(extending: "")
    }

    var isEmpty: Bool { parameters.isEmpty && moves.isEmpty && skipped.isEmpty }

    mutating func change(_ name: String, of step: String, to value: Value) {
        if let index = parameters.firstIndex(where: { $0.step == step }) {
            parameters[index].values[name] = value
        } else {
            parameters.append((step, [name: value]))
        }
    }

    mutating func move(_ move: StepMove) { moves.append(move) }

    mutating func skip(_ step: String) {
        if !skipped.contains(step) { skipped.append(step) }
    }

    /// A step that was skipped, and then done after all.
    mutating func keep(_ step: String) { skipped.removeAll { $0 == step } }

    /// The text of a pipeline file that makes the changes.
    ///
    /// - Parameter base: what it extends: the name of a built-in pipeline, or a file.
    /// - Returns: the whole text.
    package func overlay(extending base: String) -> String {
        var lines = ["enlist: 1", "extends: \(Value.string(base).json)", "changes:"]
        for (step, values) in parameters where !skipped.contains(step) {
            lines.append("  - set: \(step)")
            lines.append("    with:")
            lines += values.sorted { $0.key < $1.key }.map { "      \($0.key): \($0.value.json)" }
        }
        for move in moves {
            lines.append("  - move: \(move.step)")
            lines.append("    \(move.side.rawValue): \(move.target)")
        }
        lines += skipped.map { "  - remove: \($0)" }
        return lines.map { $0 + "\n" }.joined()
    }
}
