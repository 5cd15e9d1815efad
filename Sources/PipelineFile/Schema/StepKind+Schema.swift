import Pipeline

extension StepKind {
    /// The name of the kind's schema in `$defs`.
    var schemaName: String { "kind-\(name)" }

    /// Whether a step of the kind is valid without parameters.
    var worksWithoutParameters: Bool {
        parameters.allSatisfy { !$0.isRequired }
            && rules.allSatisfy { $0.problem(given: []) == nil }
    }

    /// The schema of the kind's parameters.
    var schema: JSONSchema {
        var schema = JSONSchema.mapping(
            parameters.map { ($0.name, $0.schema) },
            required: parameters.filter(\.isRequired).map(\.name))
        if worksWithoutParameters { schema = schema.and(JSONSchema(["type": ["object", "null"]])) }
        if !rules.isEmpty { schema = schema.and(.all(rules.map(\.schema))) }
        return schema.described(description)
    }

    private var description: String {
        let lists = [("Needs", needs), ("Gives", gives)].filter { !$0.1.isEmpty }
            .map { label, facts in "\(label) \(facts.map(\.text).joined(separator: ", "))" }
        return ([summary] + lists).joined(separator: ". ")
    }
}

extension ParameterDescription {
    /// The schema of the parameter's values in a pipeline file.
    fileprivate var schema: JSONSchema {
        var schema = shape.schema(takesFacts: takesFacts)
        if defaultValue == .null { schema = .any([schema, .null]) }
        schema = schema.described(summary)
        guard let defaultValue, defaultValue != .null else { return schema }
        return schema.and(JSONSchema(["default": defaultValue]))
    }
}

extension ParameterRule {
    /// A schema that rejects mappings which break the rule; null counts as not given.
    fileprivate var schema: JSONSchema {
        switch self {
        case .exactlyOne(let names):
            return .one(names.map(JSONSchema.given))
        case .atMostOne(let names):
            let pairs = names.enumerated().flatMap { index, name in
                names[(index + 1)...].map { JSONSchema.all([.given(name), .given($0)]) }
            }
            return .not(.any(pairs))
        case .onlyWith(let name, let others):
            return .any([.not(.given(name))] + others.map(JSONSchema.given))
        }
    }
}

extension JSONSchema {
    /// A mapping in which a key has a value other than null.
    fileprivate static func given(_ name: String) -> JSONSchema {
        .property(name, .not(.null))
    }
}
