package import Pipeline

/// The changes in a session, of which a pipeline file can express most.
package struct SessionChanges: Sendable, Equatable {
    /// The parameters by step, in the order of the changes; the last value of each one counts.
    private var parameters: [(step: String, values: [String: Value])] = []
    private var moves: [StepMove] = []
    private var skipped: [String] = []
    /// The facts that were set, in order.
    package private(set) var facts: [SetFact] = []

    /// A fact that a person has set, which no pipeline file can express.
    package struct SetFact: Sendable, Equatable {
        package let name: FactName
        package let value: Value
        /// The step that gives it in a run without this change; nil for none.
        package let giver: String?
    }

    package init() {}

    package static func == (left: Self, right: Self) -> Bool {
        left.overlay(extending: "") == right.overlay(extending: "") && left.facts == right.facts
    }

    var isEmpty: Bool {
        !changesSteps && facts.allSatisfy { Facts.isSecret($0.name) || $0.giver != nil }
    }

    /// Whether there are changes that a pipeline file can express.
    private var changesSteps: Bool {
        !(parameters.isEmpty && moves.isEmpty && skipped.isEmpty)
    }

    mutating func set(_ name: FactName, to value: Value, givenBy giver: String?) {
        unset(name)
        facts.append(SetFact(name: name, value: value, giver: giver))
    }

    mutating func unset(_ name: FactName) { facts.removeAll { $0.name == name } }

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

    /// Notes that a skipped step was run after all.
    mutating func keep(_ step: String) { skipped.removeAll { $0 == step } }

    /// Returns the text of a pipeline file that makes the changes.
    ///
    /// - Parameters:
    ///   - base: what it extends: the name of a built-in pipeline, or a file.
    ///   - comments: comment lines for its beginning, without the comment sign.
    /// - Returns: the whole text.
    /// - Returns: the whole text.
    package func overlay(extending base: String, comments: [String] = []) -> String {
        var lines = comments.map { "# \($0)" }
        lines += ["enlist: 1", "extends: \(Value.string(base).json)"]
        lines.append(changesSteps ? "changes:" : "changes: []")
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
