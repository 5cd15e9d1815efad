/// Facts that no step gives.
package struct GivenFacts: Sendable {
    /// The source, for a person: `instance metadata`, `--set`.
    package let source: String
    /// The names, whether or not the values are known yet.
    package let names: [FactName]
    package let facts: Facts
    /// The values as a person wrote them, before their types were known.
    private let written: [FactName: String]

    /// Creates facts that are known now.
    ///
    /// - Parameters:
    ///   - source: where they come from, for a person.
    ///   - facts: the values; those that were parsed from texts have the types that the texts
    ///     suggest.
    ///   - written: the texts.
    package init(from source: String, _ facts: Facts, written: [FactName: String] = [:]) {
        self.source = source
        self.names = facts.names
        self.facts = facts
        self.written = written
    }

    /// Creates facts that will be known when a run begins.
    package init(from source: String, names: [FactName]) {
        self.source = source
        self.names = names
        self.facts = Facts()
        written = [:]
    }

    /// Converts these facts to the types that the steps which give them declare.
    ///
    /// - Parameters:
    ///   - types: the types that the steps declare.
    ///   - problems: receives the facts that do not fit their type.
    /// - Returns: the facts; one that does not fit its type stays unchanged.
    func typed(_ types: FactTypes, _ problems: inout [Diagnostic]) -> GivenFacts {
        var typed = facts
        for (name, text) in written.sorted(by: { $0.key < $1.key }) {
            guard let type = types[name], let value = facts[name] else { continue }
            if type == .text {
                if case .string = value { continue }
                typed[name] = .string(text)
            } else if let value = type.typed(value) {
                typed[name] = value
            } else {
                problems.append(.wrongType(of: name, type, from: source))
            }
        }
        return written.isEmpty ? self : GivenFacts(from: source, typed, written: written)
    }
}
