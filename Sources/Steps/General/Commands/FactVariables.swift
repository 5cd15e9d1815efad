import Bytes
package import Pipeline

/// The facts as environment variables: `stack.id` is `ENLIST_FACT_STACK_ID`.
package struct FactVariables {
    static let prefix = "ENLIST_FACT_"
    /// The most bytes of all of them, a quarter of what Linux lets a program begin with where the stack
    /// may have the usual 8 MiB.
    private static let mostBytes = 512 << 10

    /// Secret facts are left out, those whose variable another fact has too, and those that are too large.
    package let variables: [String: String]
    /// The facts that share a variable's name.
    let ambiguous: [FactName]
    /// The facts that no program can be given as variables, or not all of them: the largest ones then.
    let tooLarge: [FactName]

    package init(_ facts: Facts) {
        var names: [String: [FactName]] = [:]
        for name in facts.withoutSecrets.names {
            names[Self.variable(of: name), default: []].append(name)
        }
        ambiguous = names.values.filter { $0.count > 1 }.flatMap { $0 }.sorted()
        var variables = names.filter { $0.value.count == 1 }
            .compactMapValues { facts[$0[0]]?.text }
            // No variable can hold a zero byte.
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

    /// The variable of a fact.
    static func variable(of name: FactName) -> String {
        prefix
            + name.text.uppercased().replacing(bytes: ".", by: "_").replacing(bytes: "-", by: "_")
    }
}
