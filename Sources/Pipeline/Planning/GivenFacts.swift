/// Facts that no step gives.
package struct GivenFacts: Sendable {
    /// Where they come from, for a person: `instance metadata`, `--set`.
    package let source: String
    /// Their names, whether or not the values are known already.
    package let names: [FactName]
    package let facts: Facts
    /// The texts that a person wrote for values, before their types were known.
    private let written: [FactName: String]

    /// Facts that are known now.
    ///
    /// - Parameters:
    ///   - source: where they come from, for a person.
    ///   - facts: with the types that their texts seem to have, where they were read from such.
    ///   - written: the texts.
    package init(from source: String, _ facts: Facts, written: [FactName: String] = [:]) {
        self.source = source
        self.names = facts.names
        self.facts = facts
        self.written = written
    }

    /// Facts that will be known when a run begins.
    package init(from source: String, names: [FactName]) {
        self.source = source
        self.names = names
        self.facts = Facts()
        written = [:]
    }

    /// These facts with the types that the steps which give them declare.
    ///
    /// - Parameters:
    ///   - types: what steps declare.
    ///   - problems: gets those that are not of their type.
    /// - Returns: them; what is not of its type stays as it is.
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
