import Pipeline

/// The schemas of texts that contain facts.
enum FactSchema {
    /// A text in which every `${…}` is a reference to a fact: `#/$defs/text`.
    static let text = JSONSchema([
        "type": ["string", "integer"], "pattern": .string("^(\(literal)|\(reference))*$"),
        "description":
            "A text; ${fact} stands for a fact, ${fact:-text} has a default, $$ is a dollar",
    ])

    /// A text with at least one fact in it, which can become a value of any type: `#/$defs/fact`.
    static let fact = JSONSchema([
        "type": "string",
        "pattern": .string("^(\(literal))*\(reference)(\(literal)|\(reference))*$"),
        "description": "A fact, as ${fact}",
    ])

    /// Any value, with well-formed references in all of its texts: `#/$defs/value`.
    static let value = JSONSchema.any([
        JSONSchema(["type": ["null", "boolean", "number"]]), .defined("text"),
        .list(of: .defined("value")), .mapping(to: .defined("value")),
    ])

    /// As in `Template`: a dollar sign is special only before another one and before a brace.
    private static let literal = #"[^$]|\$\$|\$(?![${])"#
    private static let reference = #"\$\{\#(FactSchema.name)(:-[^}]*)?\}"#
    /// As in `FactName`.
    static let name = #"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*"#
}
