import Bytes
package import Pipeline

/// The facts as environment variables: `stack.id` is `ENLIST_FACT_STACK_ID`.
package struct FactVariables {
    static let prefix = "ENLIST_FACT_"

    /// Secret facts are left out, and those whose variable another fact has too.
    package let variables: [String: String]
    /// The facts that share a variable's name.
    let ambiguous: [FactName]

    package init(_ facts: Facts) {
        var names: [String: [FactName]] = [:]
        for name in facts.withoutSecrets.names {
            names[Self.variable(of: name), default: []].append(name)
        }
        ambiguous = names.values.filter { $0.count > 1 }.flatMap { $0 }.sorted()
        variables = names.filter { $0.value.count == 1 }
            .compactMapValues { facts[$0[0]]?.text }
            // No variable can hold a zero byte.
            .filter { !$0.value.utf8.contains(0) }
    }

    /// The variable of a fact.
    static func variable(of name: FactName) -> String {
        prefix
            + name.text.uppercased().replacing(bytes: ".", by: "_").replacing(bytes: "-", by: "_")
    }
}
