/// A fact's name together with the Swift type of its value.
package struct FactKey<Content: FactValue>: Sendable {
    package let name: FactName

    /// Declares a fact; `name` must be a valid fact name.
    package init(_ name: StaticString) {
        self.name = FactName(known: "\(name)")
    }

    /// The type of the fact, as a kind of step declares it.
    package var type: [FactName: ValueShape] { [name: Content.shape] }
}

/// A Swift type that can be the value of a fact or of a parameter.
package protocol FactValue: Sendable {
    /// The form of the values.
    static var shape: ValueShape { get }

    /// The name of the type in a message: `a string`; by default the shape's words.
    static var typeName: String { get }

    /// Converts a value; nil if it is not of this type.
    init?(_ value: Value)

    /// The untyped value.
    var value: Value { get }
}

extension FactValue {
    package static var typeName: String { shape.words }
}

extension String: FactValue {
    package static var shape: ValueShape { .text }
    package init?(_ value: Value) {
        switch value {
        case .string(let text): self = text
        // `major: 3` in YAML is an integer, and a person means the text.
        case .integer(let number): self = String(number)
        default: return nil
        }
    }
    package var value: Value { .string(self) }
}

extension Int: FactValue {
    package static var shape: ValueShape { .integer }
    package init?(_ value: Value) {
        switch value {
        case .integer(let number): self = number
        case .string(let text):
            guard let number = Int(text) else { return nil }
            self = number
        default: return nil
        }
    }
    package var value: Value { .integer(self) }
}

extension Bool: FactValue {
    package static var shape: ValueShape { .boolean }
    package init?(_ value: Value) {
        switch value {
        case .boolean(let flag): self = flag
        case .string("true"): self = true
        case .string("false"): self = false
        default: return nil
        }
    }
    package var value: Value { .boolean(self) }
}

extension Value: FactValue {
    package static var shape: ValueShape { .anything }
    package init?(_ value: Value) { self = value }
    package var value: Value { self }
}

extension Array: FactValue where Element: FactValue {
    package static var shape: ValueShape { .list(of: Element.shape, atLeast: 0) }
    package init?(_ value: Value) {
        guard case .list(let values) = value else { return nil }
        var elements: [Element] = []
        for value in values {
            guard let element = Element(value) else { return nil }
            elements.append(element)
        }
        self = elements
    }
    package var value: Value { .list(map(\.value)) }
}

extension Dictionary: FactValue where Key == String, Value: FactValue {
    package static var shape: ValueShape { .mapping(to: Value.shape) }
    package init?(_ value: Pipeline.Value) {
        guard case .map(let entries) = value else { return nil }
        var result: [String: Value] = [:]
        for (key, entry) in entries {
            guard let typed = Value(entry) else { return nil }
            result[key] = typed
        }
        self = result
    }
    package var value: Pipeline.Value { .map(mapValues(\.value)) }
}

extension Optional: FactValue where Wrapped: FactValue {
    package static var shape: ValueShape { Wrapped.shape }
    package static var typeName: String { Wrapped.typeName }
    package init?(_ value: Value) {
        if value == .null {
            self = .none
        } else {
            guard let wrapped = Wrapped(value) else { return nil }
            self = .some(wrapped)
        }
    }
    package var value: Value { self?.value ?? .null }
}
