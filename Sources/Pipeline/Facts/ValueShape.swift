/// The form of a type's values, as data: for messages, and for a schema of pipeline files.
package indirect enum ValueShape: Sendable, Equatable {
    case anything
    /// Any text; a number counts as its digits.
    case text
    /// A text that matches a regular expression (ECMA 262, as in JSON Schema); the words describe
    /// it: `an absolute path`.
    case matching(pattern: String, words: String)
    /// A whole number; nil for no bounds.
    case integer(ClosedRange<Int>?)
    case boolean
    /// This value and no other.
    case exactly(Value)
    /// One of these words.
    case choice([String])
    case list(of: ValueShape, atLeast: Int)
    /// A mapping with arbitrary keys.
    case mapping(to: ValueShape)
    /// A mapping with only these keys, all of them optional.
    case record([Field])
    case either([ValueShape])

    package struct Field: Sendable, Equatable {
        package let name: String
        package let shape: ValueShape

        package init(_ name: String, _ shape: ValueShape) {
            self.name = name
            self.shape = shape
        }
    }

    /// An integer without bounds.
    package static let integer = ValueShape.integer(nil)

    /// The name in a message: `a string`.
    package var words: String {
        switch self {
        case .anything: "a value"
        case .text: "a string"
        case .matching(_, let words): words
        case .integer(nil): "an integer"
        case .integer(let range?): "an integer from \(range.lowerBound) to \(range.upperBound)"
        case .boolean: "true or false"
        case .exactly(let value): "`\(value.text)`"
        case .choice(let words): "one of " + words.map { "`\($0)`" }.joined(separator: ", ")
        case .list(let item, let least):
            (least == 0 ? "a list" : least == 1 ? "a list of one or more" : "a list of \(least)")
                + ", each item \(item.words)"
        case .mapping(let entry): "a mapping, each value \(entry.words)"
        case .record(let fields):
            "a mapping with any of " + fields.map { "`\($0.name)`" }.joined(separator: ", ")
        case .either(let shapes): shapes.map(\.words).joined(separator: ", or ")
        }
    }

    /// Whether a value is of the right type, whatever else is wrong with it.
    func isOfType(_ value: Value) -> Bool {
        switch (self, value) {
        case (.anything, _), (.text, .string), (.text, .integer), (.matching, .string),
            (.choice, .string), (.integer, .integer), (.boolean, .boolean), (.list, .list),
            (.mapping, .map), (.record, .map):
            true
        case (.exactly(let one), _): one.typeName == value.typeName
        case (.either(let shapes), _): shapes.contains { $0.isOfType(value) }
        default: false
        }
    }
}

extension ValueShape {
    /// A number or a boolean as a text, where the type is a text and nothing else.
    func spelled(_ value: Value) -> Value {
        switch (self, value) {
        case (.text, .boolean), (.text, .number), (.matching, .boolean), (.matching, .number),
            (.matching, .integer), (.choice, .boolean), (.choice, .integer):
            .string(value.text)
        case (.either(let shapes), _) where !isOfType(value):
            shapes.lazy.map { $0.spelled(value) }.first { $0 != value } ?? value
        default: value
        }
    }

    /// The form of a list's items; `anything` if this is not a list.
    var item: ValueShape {
        switch self {
        case .list(let item, _): item
        case .either(let shapes):
            shapes.lazy.map(\.item).first { $0 != .anything } ?? .anything
        default: .anything
        }
    }

    /// The form of a mapping's value for a key; `anything` if this is not a mapping.
    func entry(_ key: String) -> ValueShape {
        switch self {
        case .mapping(let entry): entry
        case .record(let fields): fields.first { $0.name == key }?.shape ?? .anything
        case .either(let shapes):
            shapes.lazy.map { $0.entry(key) }.first { $0 != .anything } ?? .anything
        default: .anything
        }
    }
}
