extension JSONValue {
    /// The value as JSON, by default in ASCII: everything else is escaped, as Python's `json.dumps` does.
    package func text(
        _ layout: JSONWriter.Layout = .compact, escaping: JSONWriter.Escaping = .allButASCII
    ) -> String {
        var writer = JSONWriter(layout, escaping: escaping)
        write(to: &writer)
        return writer.text
    }

    private func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .number(let digits): writer.number(digits)
        case .string(let value): writer.string(value)
        case .array(let values):
            writer.beginArray()
            for value in values { value.write(to: &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.name(member.name)
                member.value.write(to: &writer)
            }
            writer.endObject()
        }
    }
}
