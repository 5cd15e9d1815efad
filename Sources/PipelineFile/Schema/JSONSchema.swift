package import Pipeline

/// A JSON Schema (draft 2020-12), or a part of one.
package struct JSONSchema: Sendable, Equatable {
    private var keywords: [String: Value]

    package init(_ keywords: [String: Value] = [:]) { self.keywords = keywords }

    /// The schema as JSON says it.
    package var value: Value { .map(keywords) }

    /// Anything at all.
    static let anything = JSONSchema()
    static let null = JSONSchema(["type": "null"])

    static func text(matching pattern: String) -> JSONSchema {
        JSONSchema(["type": "string", "pattern": .string(pattern)])
    }

    static func choice(_ words: [String]) -> JSONSchema {
        JSONSchema(["enum": .list(words.map(Value.string))])
    }

    static func exactly(_ value: Value) -> JSONSchema { JSONSchema(["const": value]) }

    /// A schema of the document's `$defs`.
    static func defined(_ name: String) -> JSONSchema {
        JSONSchema(["$ref": .string("#/$defs/\(name)")])
    }

    static func list(of item: JSONSchema, atLeast least: Int = 0) -> JSONSchema {
        var schema = JSONSchema(["type": "array", "items": item.value])
        if least > 0 { schema.keywords["minItems"] = .integer(least) }
        return schema
    }

    /// A key of a mapping, with a schema for its values.
    typealias Key = (name: String, schema: JSONSchema)

    /// A mapping that has a key.
    static func having(_ name: String) -> JSONSchema {
        JSONSchema(["required": [.string(name)]])
    }

    /// A mapping in which a key has such a value.
    static func property(_ name: String, _ schema: JSONSchema) -> JSONSchema {
        JSONSchema([
            "type": "object", "required": [.string(name)],
            "properties": .map([name: schema.value]),
        ])
    }

    /// A mapping with these keys, of which some must be there, and with no others.
    static func mapping(
        _ keys: [Key], required: [String] = []
    ) -> JSONSchema {
        var schema = JSONSchema([
            "type": "object", "additionalProperties": false,
            "properties": .map(
                Dictionary(keys.map { ($0.name, $0.schema.value) }) { first, _ in first }),
        ])
        if !required.isEmpty { schema.keywords["required"] = .list(required.map(Value.string)) }
        return schema
    }

    /// A mapping with keys of any name.
    static func mapping(to entry: JSONSchema) -> JSONSchema {
        JSONSchema(["type": "object", "additionalProperties": entry.value])
    }

    static func any(_ schemas: [JSONSchema]) -> JSONSchema {
        schemas.count == 1
            ? schemas[0] : JSONSchema(["anyOf": .list(schemas.map(\.value))])
    }

    static func all(_ schemas: [JSONSchema]) -> JSONSchema {
        JSONSchema(["allOf": .list(schemas.map(\.value))])
    }

    static func one(_ schemas: [JSONSchema]) -> JSONSchema {
        JSONSchema(["oneOf": .list(schemas.map(\.value))])
    }

    static func not(_ schema: JSONSchema) -> JSONSchema {
        JSONSchema(["not": schema.value])
    }

    /// This and what the other says besides; where both have a keyword, the other's.
    func and(_ other: JSONSchema) -> JSONSchema {
        JSONSchema(keywords.merging(other.keywords) { $1 })
    }

    /// The same, with what an editor shows beside it.
    func described(_ text: String) -> JSONSchema {
        and(JSONSchema(["description": .string(text)]))
    }
}
