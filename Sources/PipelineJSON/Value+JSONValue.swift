package import JSON
package import Pipeline

extension Value {
    /// The same value as JSON said it.
    package init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .boolean(flag)
        case .number(let digits):
            self = Int(digits).map(Value.integer) ?? .number(Double(digits) ?? .infinity)
        case .string(let text): self = .string(text)
        case .array(let elements): self = .list(elements.map(Value.init))
        case .object(let members):
            self = .map(
                Dictionary(members.map { ($0.name, Value($0.value)) }) { first, _ in first })
        }
    }
}
