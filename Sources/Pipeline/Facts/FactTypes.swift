/// The types of facts, as the steps that give them declare these.
///
/// A fact has one where all steps that give it say the same; the standard facts are texts whoever gives
/// them.
package struct FactTypes: Sendable {
    /// Nil for a fact that is given, and whose type nobody says, or not everybody the same.
    private var types: [FactName: ValueShape?] = [:]

    /// Takes the steps of a run.
    package init(_ steps: [PlannedStep]) {
        for step in steps { add(step.gives, step.kind.types(with: step.parameters)) }
    }

    /// Takes the steps of a definition; those of kinds that there are not say nothing.
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

    /// The type of a fact; nil where nobody has declared it.
    package subscript(fact: FactName) -> ValueShape? {
        Facts.isText(fact) ? .text : types[fact] ?? nil
    }

    /// Whether a step gives the fact.
    package func isGiven(_ fact: FactName) -> Bool { types[fact] != nil }
}

extension ValueShape {
    /// The value as one of this type; nil where it is not.
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

    /// Some value of the type, to see whether others can be compared with it; nil for a type of many.
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
    /// Why the fact can never be compared with any of the values, by the type that it has.
    package func problem(with types: FactTypes) -> (message: String, remedy: String)? {
        guard let example = types[fact]?.example, holds(for: example) == nil else { return nil }
        return mismatch(with: example)
    }
}

extension Plan {
    /// All facts that can be known in a run of it.
    package var factNames: Set<FactName> {
        Set(given.flatMap(\.names) + steps.flatMap(\.gives))
    }
}
