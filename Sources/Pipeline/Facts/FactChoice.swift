/// An enumeration whose cases are the words that a parameter accepts.
///
/// ```swift
/// enum Goal: String, FactChoice { case assigned, online }
/// ```
package protocol FactChoice: FactValue, CaseIterable, RawRepresentable<String> {}

extension FactChoice {
    package static var shape: ValueShape { .choice(allCases.map(\.rawValue)) }

    package init?(_ value: Value) {
        guard case .string(let word) = value else { return nil }
        self.init(rawValue: word)
    }

    package var value: Value { .string(rawValue) }
}
