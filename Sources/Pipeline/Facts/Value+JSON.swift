package import JSON

extension Value {
    /// The value as one line of JSON, keys in alphabetical order.
    package var json: String { json(.compact) }

    /// The value as JSON for people: each entry and item on its own line.
    package var indentedJSON: String { json(.indented) }

    private func json(_ layout: JSONWriter.Layout) -> String {
        var writer = JSONWriter(layout, escaping: .lineBreakers)
        write(to: &writer)
        return writer.text
    }

    /// Writes the value, keys in alphabetical order; a number that is not finite becomes null.
    func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .boolean(let value): writer.bool(value)
        case .integer(let value): writer.number(String(value))
        case .number(let value): value.isFinite ? writer.number(String(value)) : writer.null()
        case .string(let value): writer.string(value)
        case .list(let values):
            writer.beginArray()
            for value in values { value.write(to: &writer) }
            writer.endArray()
        case .map(let entries):
            writer.beginObject()
            for (name, value) in entries.sorted(by: { $0.key < $1.key }) {
                writer.name(name)
                value.write(to: &writer)
            }
            writer.endObject()
        }
    }

    /// Converts a JSON value; nil if one of its numbers is too large for this type.
    package init?(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .boolean(flag)
        case .number(let digits):
            if let number = Int(digits) {
                self = .integer(number)
            } else if let number = Double(digits), number.isFinite {
                self = .number(number)
            } else {
                return nil
            }
        case .string(let text): self = .string(text)
        case .array(let elements):
            var values: [Value] = []
            for element in elements {
                guard let value = Value(element) else { return nil }
                values.append(value)
            }
            self = .list(values)
        case .object(let members):
            guard let entries = [String: Value](members) else { return nil }
            self = .map(entries)
        }
    }
}

extension [String: Value] {
    /// Converts the members of a JSON object; nil if one of their numbers is too large for this
    /// type.
    package init?(_ members: [JSONValue.Member]) {
        self.init()
        for member in members {
            guard let value = Value(member.value) else { return nil }
            self[member.name] = value
        }
    }
}
