// Written here and not with an encoder: events need their keys in an order of their own.
extension Value {
    /// The value as one line of JSON (RFC 8259), keys in alphabetical order.
    package var json: String {
        var text = ""
        write(to: &text)
        return text
    }

    /// The value as JSON for people: each entry and item on a line of its own.
    package var indentedJSON: String {
        var text = ""
        writeIndented(to: &text, by: "")
        return text
    }

    private func writeIndented(to text: inout String, by indent: String) {
        let inner = indent + "  "
        switch self {
        case .list(let values) where !values.isEmpty:
            text += "["
            for (index, value) in values.enumerated() {
                text += index > 0 ? ",\n\(inner)" : "\n\(inner)"
                value.writeIndented(to: &text, by: inner)
            }
            text += "\n\(indent)]"
        case .map(let entries) where !entries.isEmpty:
            text += "{"
            for (index, entry) in entries.sorted(by: { $0.key < $1.key }).enumerated() {
                text += index > 0 ? ",\n\(inner)" : "\n\(inner)"
                Value.quote(entry.key, to: &text)
                text += ": "
                entry.value.writeIndented(to: &text, by: inner)
            }
            text += "\n\(indent)}"
        default: write(to: &text)
        }
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += value.isFinite ? String(value) : "null"
        case .string(let value): Value.quote(value, to: &text)
        case .list(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                value.write(to: &text)
            }
            text += "]"
        case .map(let entries):
            Value.writeObject(entries.sorted { $0.key < $1.key }, to: &text)
        }
    }

    /// Writes an object whose keys stay in the order given.
    static func writeObject(_ entries: [(key: String, value: Value)], to text: inout String) {
        text += "{"
        for (index, entry) in entries.enumerated() {
            if index > 0 { text += "," }
            quote(entry.key, to: &text)
            text += ":"
            entry.value.write(to: &text)
        }
        text += "}"
    }

    private static func quote(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..<"\u{20}", "\u{7F}", "\u{2028}", "\u{2029}":
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
