/// What is known at a point of a run: facts by name.
package struct Facts: Sendable, Equatable {
    private var values: [FactName: Value]

    package init(_ values: [FactName: Value] = [:]) { self.values = values }

    /// The names of all facts, in alphabetical order.
    package var names: [FactName] { values.keys.sorted() }

    package subscript(name: FactName) -> Value? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// The typed value; nil if the fact is missing or of another type.
    package subscript<Content>(key: FactKey<Content>) -> Content? {
        get { values[key.name].flatMap { Content($0) } }
        set { values[key.name] = newValue?.value }
    }

    /// The typed value of a fact that must be there.
    ///
    /// - Throws: a failure of class `refused` that names the fact, if it is missing or of another type.
    package func require<Content>(_ key: FactKey<Content>) throws(Failure) -> Content {
        guard let value = values[key.name] else { throw .missingFact(key.name) }
        guard let content = Content(value) else {
            throw .wrongFactType(key.name, expected: Content.typeName, found: value.typeName)
        }
        return content
    }

    /// These facts and the others; where both have a fact, the other's value.
    package func merging(_ others: Facts) -> Facts {
        Facts(values.merging(others.values) { _, new in new })
    }

    /// Takes the others; where both have a fact, the other's value.
    package mutating func merge(_ others: Facts) {
        values.merge(others.values) { _, new in new }
    }

    /// These facts without those named.
    package func removing(_ names: some Sequence<FactName>) -> Facts {
        var rest = self
        for name in names { rest.values[name] = nil }
        return rest
    }
}
