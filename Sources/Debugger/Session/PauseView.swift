import Bytes
package import Pipeline

/// What a person can see at a pause, without secrets.
package struct PauseView: Sendable {
    private let pause: Pause

    package init(_ pause: Pause) { self.pause = pause }

    private var facts: Facts { pause.facts }

    /// The output of a command that only reads.
    func lines(_ command: SessionCommand) throws(DebugProblem) -> [String] {
        switch command {
        case .facts(let prefix):
            let names = facts.names.filter { $0.text.begins(with: prefix) }
            guard !names.isEmpty else { throw unknownFact(prefix) }
            return names.map { PauseView.fact($0, facts) }
        case .print(let text):
            return [try value(of: text)?.json ?? PauseView.secret]
        case .showParameters(let id):
            let id = id ?? pause.step.id
            guard let step = pause.steps.first(where: { $0.id == id }) else {
                throw .unknownStep(id, among: pause.steps.map(\.id))
            }
            let lines = PauseView.parameters(of: step, facts)
            return lines.isEmpty ? ["`\(id)` has no parameters"] : lines
        case .plan: return planLines
        default: return []
        }
    }

    /// Returns a fact's value, or the rendered form of a text with templates.
    ///
    /// - Returns: nil for a secret fact.
    /// - Throws: if a fact is unknown, or part of the text would be a secret.
    package func value(of text: String) throws(DebugProblem) -> Value? {
        if let name = FactName(text) {
            guard let value = facts[name] else { throw unknownFact(text) }
            return Facts.isSecret(name) ? nil : value
        }
        let template: Template
        do {
            template = try Template(text)
        } catch {
            throw .malformed(error)
        }
        if let secret = template.facts.first(where: Facts.isSecret) {
            throw .secret(secret)
        }
        if let missing = template.needs.first(where: { facts[$0] == nil }) {
            throw unknownFact(missing.text)
        }
        return template.render(facts) ?? .string(text)
    }

    private var planLines: [String] {
        let here = pause.steps.firstIndex { $0.id == pause.step.id } ?? 0
        return pause.steps.enumerated().map { index, step in
            let mark = index < here ? "done " : index == here ? "here>" : "     "
            return "\(mark) \(index + 1). \(step.id): "
                + (step.planText(facts) ?? step.kind.summary)
        }
    }

    private func unknownFact(_ text: String) -> DebugProblem {
        .unknownFact(text, among: facts.names.map(\.text))
    }

    /// The placeholder for a secret.
    package static let secret = "(secret)"

    /// The parameters with their facts rendered, in the order in which the kind declares them.
    static func parameters(of step: PlannedStep, _ facts: Facts) -> [String] {
        let shown = step.shownParameters(facts)
        return step.kind.parameters.compactMap { parameter in
            guard let value = shown[parameter.name], value != .null else { return nil }
            return "\(parameter.name): \(value.json)"
        }
    }

    /// `stack.id=…`; a secret without its value.
    static func fact(_ name: FactName, _ facts: Facts) -> String {
        guard !Facts.isSecret(name) else { return "\(name) \(secret)" }
        return "\(name)=\(facts[name]?.text ?? "")"
    }
}
