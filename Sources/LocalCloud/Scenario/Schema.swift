/// A JSON Schema (draft 2020-12), with the features that this module's files need.
package struct Schema {
    package let value: JSONValue

    private init(_ members: [String: JSONValue]) { value = .object(members) }

    static let text = Schema(["type": .string("string")])
    static let flag = Schema(["type": .string("boolean")])
    static let number = Schema(["type": .string("number")])
    /// A number that is not negative.
    static let amount = Schema(["type": .string("number"), "minimum": .number(0)])
    static let texts = list(of: text)
    /// An object whose values are texts.
    static let textMap = map(to: text)
    /// An object whose values are texts, or lists of them.
    static let textListMap = map(to: either(text, texts))
    /// A command document, which Systems Manager's own schema describes.
    static let document = Schema(["type": .string("object")])
    static let nonEmptyText = Schema(["type": .string("string"), "minLength": .number(1)])

    static func integer(in range: ClosedRange<Int>) -> Schema {
        Schema([
            "type": .string("integer"), "minimum": .number(Double(range.lowerBound)),
            "maximum": .number(Double(range.upperBound)),
        ])
    }

    static func word(_ words: [String]) -> Schema {
        Schema(["enum": .array(words.map(JSONValue.string))])
    }

    static func word<Word: RawRepresentable & CaseIterable>(
        of type: Word.Type
    ) -> Schema where Word.RawValue == String {
        word(Word.allCases.map(\.rawValue))
    }

    static func pattern(_ expression: String) -> Schema {
        Schema(["type": .string("string"), "pattern": .string(expression)])
    }

    static func list(of entry: Schema) -> Schema {
        Schema(["type": .string("array"), "items": entry.value])
    }

    static func either(_ first: Schema, _ second: Schema) -> Schema {
        Schema(["anyOf": .array([first.value, second.value])])
    }

    private static func map(to entry: Schema) -> Schema {
        Schema(["type": .string("object"), "additionalProperties": entry.value])
    }

    /// An object with these members and no others.
    static func object(required: [String] = [], _ members: [String: Schema]) -> Schema {
        Schema([
            "type": .string("object"), "additionalProperties": .bool(false),
            "properties": .object(members.mapValues(\.value)),
            "required": .array(required.map(JSONValue.string)),
        ])
    }

    /// The schema of a file.
    func file(title: String) -> Schema {
        guard case .object(var members) = value else { return self }
        members["$schema"] = .string("https://json-schema.org/draft/2020-12/schema")
        members["title"] = .string(title)
        return Schema(members)
    }

    /// The schema for printing: indented, with a line break at the end.
    package var text: String {
        String(decoding: value.text(indented: true), as: UTF8.self) + "\n"
    }
}
