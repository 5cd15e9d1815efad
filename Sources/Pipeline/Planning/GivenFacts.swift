/// Facts that no step gives.
package struct GivenFacts: Sendable {
    /// Where they come from, for a person: `instance metadata`, `--set`.
    package let source: String
    /// Their names, whether or not the values are known already.
    package let names: [FactName]
    package let facts: Facts

    /// Facts that are known now.
    package init(from source: String, _ facts: Facts) {
        self.source = source
        self.names = facts.names
        self.facts = facts
    }

    /// Facts that will be known when a run begins.
    package init(from source: String, names: [FactName]) {
        self.source = source
        self.names = names
        self.facts = Facts()
    }
}
