import Bytes
package import Pipeline

/// The facts as environment variables: `stack.id` is `ENLIST_FACT_STACK_ID`.
package struct FactVariables {
    static let prefix = "ENLIST_FACT_"
    /// The limit in bytes for all of them: a quarter of what Linux allows for arguments and
    /// environment with the usual 8 MiB stack.
    private static let mostBytes = 512 << 10

    /// The variables, without secret facts, facts that share a variable's name, and facts that are
    /// too large.
    package let variables: [String: String]
    /// The facts that share a variable's name.
    let ambiguous: [FactName]
    /// The facts that do not fit: those that are too large for any program, or the largest ones if
    /// all together are too large.
    let tooLarge: [FactName]

    package init(_ facts: Facts) {
        var names: [String: [FactName]] = [:]
        for name in facts.withoutSecrets.names {
            names[Self.variable(of: name), default: []].append(name)
        }
        ambiguous = names.values.filter { $0.count > 1 }.flatMap { $0 }.sorted()
        var variables = names.filter { $0.value.count == 1 }
            .compactMapValues { facts[$0[0]]?.text }
            // A variable cannot hold a zero byte.
            .filter { !$0.value.utf8.contains(0) }
        let sizes = variables.map { (name: $0.key, bytes: $0.key.utf8.count + $0.value.utf8.count) }
            .sorted { ($0.bytes, $0.name) > ($1.bytes, $1.name) }
        var total = sizes.reduce(0) { $0 + $1.bytes }
        var left: [FactName] = []
        for (name, bytes) in sizes
        where bytes + 1 > ProgramArgument.mostBytes || total > Self.mostBytes {
            total -= bytes
            variables[name] = nil
            left += names[name] ?? []
        }
        tooLarge = left.sorted()
        self.variables = variables
    }

    /// The variable's name for a fact.
    static func variable(of name: FactName) -> String {
        prefix
            + name.text.uppercased().replacing(bytes: ".", by: "_").replacing(bytes: "-", by: "_")
    }
}
