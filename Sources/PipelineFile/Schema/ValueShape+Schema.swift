import Pipeline

extension ValueShape {
    /// Returns the schema of the values of this shape in a pipeline file.
    ///
    /// - Parameter takesFacts: whether `${…}` in a text refers to a fact, which can have any type.
    /// - Returns: a schema that uses the definitions `text`, `fact` and `value`.
    func schema(takesFacts: Bool) -> JSONSchema {
        guard takesFacts else { return own(takesFacts: false) }
        switch self {
        case .anything: return .defined("value")
        case .text: return .defined("text")
        case .matching(let pattern, _):
            let text = JSONSchema.defined("text").and(.text(matching: pattern))
            return .any([text, .defined("fact")])
        case .either(let shapes): return .any(shapes.map { $0.schema(takesFacts: true) })
        case .integer, .boolean, .exactly, .choice, .list, .mapping, .record:
            return .any([own(takesFacts: true), .defined("fact")])
        }
    }

    /// The schema without the option of a fact in place of the whole value.
    private func own(takesFacts: Bool) -> JSONSchema {
        switch self {
        case .anything: return .anything
        case .text: return JSONSchema(["type": ["string", "integer"]])
        case .matching(let pattern, _): return .text(matching: pattern)
        case .integer(let range):
            var number: [String: Value] = ["type": "integer"]
            if let range {
                number["minimum"] = .integer(range.lowerBound)
                if range.upperBound < .max { number["maximum"] = .integer(range.upperBound) }
            }
            return .any([JSONSchema(number), .text(matching: "^[+-]?[0-9]+$")])
        case .boolean: return JSONSchema(["enum": [true, false, "true", "false"]])
        case .exactly(let value): return .exactly(value)
        case .choice(let words): return .choice(words)
        case .list(let item, let least):
            return .list(of: item.schema(takesFacts: takesFacts), atLeast: least)
        case .mapping(let entry): return .mapping(to: entry.schema(takesFacts: takesFacts))
        case .record(let fields):
            return .mapping(fields.map { ($0.name, $0.shape.schema(takesFacts: takesFacts)) })
        case .either(let shapes):
            return .any(shapes.map { $0.schema(takesFacts: takesFacts) })
        }
    }
}
