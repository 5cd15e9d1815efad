/// The types of facts, as declared by the steps that give them.
///
/// A fact has a type if all steps that give it declare the same one; the standard facts have their
/// own, whichever step gives them.
package struct FactTypes: Sendable {
    /// Nil for a given fact without a declared type, or with contradictory ones.
    private var types: [FactName: ValueShape?] = [:]

    /// Collects the types from the steps of a run.
    package init(_ steps: [PlannedStep]) {
        for step in steps { add(step.gives, step.kind.types(with: step.parameters)) }
    }

    /// Collects the types from the steps of a definition; unknown kinds are ignored.
    init(_ definition: Definition, _ registry: StepRegistry) {
        for step in definition.steps {
            guard let kind = registry[step.kind] else { continue }
            let parameters = kind.parameters(with: step.parameters)
            add(kind.gives(with: parameters), kind.types(with: parameters))
        }
    }

    private mutating func add(_ gives: [FactName], _ declared: [FactName: ValueShape]) {
        for fact in gives {
            let type = declared[fact]
            if let other = types[fact], other != type {
                types[fact] = .some(nil)
            } else {
                types[fact] = .some(type)
            }
        }
    }

    /// The type of a fact; nil if none is declared.
    package subscript(fact: FactName) -> ValueShape? {
        Facts.standardType(of: fact) ?? types[fact] ?? nil
    }

    /// Whether a step gives the fact.
    package func isGiven(_ fact: FactName) -> Bool { types[fact] != nil }
}

extension ValueShape {
    /// The value converted to this type; nil if it does not fit.
    package func typed(_ value: Value) -> Value? {
        switch self {
        case .text: String(value).map(Value.string)
        case .integer(let range):
            Int(value).flatMap { range?.contains($0) == false ? nil : .integer($0) }
        case .boolean: Bool(value).map(Value.boolean)
        case .choice(let words):
            String(value).flatMap { words.contains($0) ? .string($0) : nil }
        default: isOfType(value) ? value : nil
        }
    }

    /// The first text that a fact of this type never equals, with the words that it can equal; nil
    /// if the type is not a choice, or knows them all.
    func impossible(in values: [Value]) -> (found: String, words: [String])? {
        guard case .choice(let words) = self else { return nil }
        for case .string(let text) in values where !words.contains(text) { return (text, words) }
        return nil
    }

    /// A value of the type, to test whether others can be compared with it.
    ///
    /// Nil for a type that has several kinds of values.
    var example: Value? {
        switch self {
        case .text, .matching, .choice: .string("")
        case .integer: .integer(0)
        case .boolean: .boolean(true)
        case .list: .list([])
        case .mapping, .record: .map([:])
        case .exactly(let value): value
        case .anything, .either: nil
        }
    }
}

extension Comparison {
    /// Why the fact, by its type, can never be compared with any of the values.
    package func problem(with types: FactTypes) -> (message: String, remedy: String)? {
        guard let example = types[fact]?.example, holds(for: example) == nil else { return nil }
        return mismatch(with: example)
    }
}

extension Plan {
    /// Every fact that can be known in a run of it.
    package var factNames: Set<FactName> {
        Set(given.flatMap(\.names) + steps.flatMap(\.gives))
    }
}
