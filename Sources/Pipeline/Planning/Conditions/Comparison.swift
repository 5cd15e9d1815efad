/// One line of a `when`: a fact is, or is not, one of some values.
package struct Comparison: Sendable, Equatable {
    package let fact: FactName
    /// Texts, numbers and booleans; not empty.
    package let values: [Value]
    /// Whether the fact must be none of the values.
    package let isNegated: Bool

    package init(_ fact: FactName, _ values: [Value], isNegated: Bool = false) {
        self.fact = fact
        self.values = values
        self.isNegated = isNegated
    }

    /// Whether it holds; nil if none of the values can be compared with the fact's.
    func holds(for value: Value) -> Bool? {
        let equalities = values.compactMap { $0.equals(value) }
        guard !equalities.isEmpty else { return nil }
        return equalities.contains(true) != isNegated
    }

    /// `environment is prod or staging`.
    package var text: String { "\(fact) is \(isNegated ? "not " : "")\(choice)" }

    /// Why it does not hold: `environment is staging, not prod`.
    func contradiction(by value: Value) -> String {
        "\(fact) is \(value.text)" + (isNegated ? "" : ", not \(choice)")
    }

    /// Why the fact's value cannot be compared with any of these, and what to do.
    func mismatch(with value: Value) -> (message: String, remedy: String) {
        let expected = values.map(\.typeName)
        let remedy =
            switch value {
            case .string: "put the value in quotes: a text never equals anything else"
            case .list, .map, .null: "compare a fact that is a text, a number, true or false"
            case .boolean, .integer, .number: "write \(value.typeName), without quotes"
            }
        return (
            "`\(fact)` is \(value.typeName) and is compared with \(expected.first ?? "nothing")",
            remedy
        )
    }

    private var choice: String {
        let texts = values.map(\.text)
        guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
        return "\(texts.dropLast().joined(separator: ", ")) or \(last)"
    }
}

extension Value {
    /// Whether two values are equal; nil if their types cannot be compared.
    fileprivate func equals(_ other: Value) -> Bool? {
        switch (self, other) {
        case (.string(let left), .string(let right)): left == right
        case (.boolean(let left), .boolean(let right)): left == right
        case (.integer, .integer), (.number, .number): self == other
        case (.integer(let left), .number(let right)), (.number(let right), .integer(let left)):
            Double(left) == right
        default: nil
        }
    }
}
