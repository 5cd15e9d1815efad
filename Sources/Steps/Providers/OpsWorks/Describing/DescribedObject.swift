import JSON

/// One object of a saved answer, read leniently: a member of another type counts as missing.
struct DescribedObject {
    let value: JSONValue

    init(_ value: JSONValue) { self.value = value }

    /// A text; nil for an empty one.
    func text(_ name: String) -> String? {
        guard let text = value[name]?.string, !text.isEmpty else { return nil }
        return text
    }

    /// Whether the member is `true`.
    func flag(_ name: String) -> Bool { value[name] == .bool(true) }

    func integer(_ name: String, in bounds: ClosedRange<Int>) -> Int? {
        value[name]?.integer(in: bounds)
    }

    func object(_ name: String) -> DescribedObject? {
        guard case .object? = value[name] else { return nil }
        return value[name].map(DescribedObject.init)
    }

    /// The objects of a list.
    func objects(_ name: String) -> [DescribedObject] {
        guard case .array(let elements)? = value[name] else { return [] }
        return elements.compactMap { element in
            guard case .object = element else { return nil }
            return DescribedObject(element)
        }
    }

    /// The texts of a list.
    func texts(_ name: String) -> [String] {
        guard case .array(let elements)? = value[name] else { return [] }
        return elements.compactMap(\.string).filter { !$0.isEmpty }
    }
}
