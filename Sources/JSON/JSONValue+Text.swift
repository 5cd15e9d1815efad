extension JSONValue {
    /// The spaces that stand between the parts of a JSON text.
    package enum Spacing: Sendable {
        /// None.
        case compact
        /// One after each comma and colon, as Python's `json.dumps` writes.
        case spaced
    }

    /// The value as JSON in ASCII: everything else is escaped, as `json.dumps` does.
    package func text(_ spacing: Spacing = .compact) -> String {
        var text = ""
        write(to: &text, space: spacing == .spaced ? " " : "")
        return text
    }

    private func write(to text: inout String, space: String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let digits): text += digits
        case .string(let value): JSONValue.write(value, to: &text)
        case .array(let values):
            text += "["
            for (place, value) in values.enumerated() {
                if place > 0 { text += "," + space }
                value.write(to: &text, space: space)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (place, member) in members.enumerated() {
                if place > 0 { text += "," + space }
                JSONValue.write(member.name, to: &text)
                text += ":" + space
                member.value.write(to: &text, space: space)
            }
            text += "}"
        }
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for unit in string.utf16 {
            switch unit {
            case 0x22: text += "\\\""
            case 0x5C: text += "\\\\"
            case 0x08: text += "\\b"
            case 0x0C: text += "\\f"
            case 0x0A: text += "\\n"
            case 0x0D: text += "\\r"
            case 0x09: text += "\\t"
            case 0x20..<0x7F: text.unicodeScalars.append(UnicodeScalar(UInt8(unit)))
            default:
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        text += "\""
    }
}
