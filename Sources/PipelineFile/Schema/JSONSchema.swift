package import Pipeline

/// A JSON Schema (draft 2020-12), or a part of one.
package struct JSONSchema: Sendable, Equatable {
    private var keywords: [String: Value]

    package init(_ keywords: [String: Value] = [:]) { self.keywords = keywords }

    /// The schema in JSON.
    package var value: Value { .map(keywords) }

    /// Accepts anything.
    static let anything = JSONSchema()
    static let null = JSONSchema(["type": "null"])

    static func text(matching pattern: String) -> JSONSchema {
        JSONSchema(["type": "string", "pattern": .string(pattern)])
    }

    static func choice(_ words: [String]) -> JSONSchema {
        JSONSchema(["enum": .list(words.map(Value.string))])
    }

    static func exactly(_ value: Value) -> JSONSchema { JSONSchema(["const": value]) }

    /// Refers to a schema in the document's `$defs`.
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

    /// A mapping that contains a key.
    static func having(_ name: String) -> JSONSchema {
        JSONSchema(["required": [.string(name)]])
    }

    /// A mapping in which a key has a value of this schema.
    static func property(_ name: String, _ schema: JSONSchema) -> JSONSchema {
        JSONSchema([
            "type": "object", "required": [.string(name)],
            "properties": .map([name: schema.value]),
        ])
    }

    /// A mapping with these keys, some of them required, and no others.
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

    /// A mapping with arbitrary keys.
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

    /// Adds another schema's keywords; if both have a keyword, the other's wins.
    func and(_ other: JSONSchema) -> JSONSchema {
        JSONSchema(keywords.merging(other.keywords) { $1 })
    }

    /// Adds the text that an editor shows.
    func described(_ text: String) -> JSONSchema {
        and(JSONSchema(["description": .string(text)]))
    }
}
