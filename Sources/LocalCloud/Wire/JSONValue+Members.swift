// Lenient access to a value: nil if it has another type.
extension JSONValue {
    /// The text of a string; nil for anything else.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The entries of a list; nil for anything else.
    package var list: [JSONValue]? {
        if case .array(let entries) = self { entries } else { nil }
    }

    /// The members of an object; nil for anything else.
    package var members: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The value of a number, or of a text that is one; nil for anything else.
    package var seconds: Double? {
        switch self {
        case .number(let number): number
        case .string(let text): Double(text)
        case .null, .bool, .array, .object: nil
        }
    }
}
