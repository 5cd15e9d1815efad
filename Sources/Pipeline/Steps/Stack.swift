/// The stack that the instance is to join.
package struct Stack: Sendable, Equatable {
    package let id: String
    package let name: String
    package let arn: String
    /// The region of the stack's instances.
    package let region: String
    /// The region whose endpoint serves the stack; not always the stack's own.
    package let apiRegion: String

    package init(id: String, name: String, arn: String, region: String, apiRegion: String) {
        self.id = id
        self.name = name
        self.arn = arn
        self.region = region
        self.apiRegion = apiRegion
    }

    /// Reads the stack from the facts that an earlier step gave.
    ///
    /// - Throws: a failure that names the missing fact.
    package init(_ facts: Facts) throws(Failure) {
        id = try facts.require(.stackID)
        name = try facts.require(.stackName)
        arn = try facts.require(.stackARN)
        region = try facts.require(.stackRegion)
        apiRegion = try facts.require(.stackAPIRegion)
    }

    package static let facts = [
        FactKey.stackID.name, FactKey.stackName.name, FactKey.stackARN.name,
        FactKey.stackRegion.name, FactKey.stackAPIRegion.name,
    ]

    package var asFacts: Facts {
        var facts = Facts()
        facts[.stackID] = id
        facts[.stackName] = name
        facts[.stackARN] = arn
        facts[.stackRegion] = region
        facts[.stackAPIRegion] = apiRegion
        return facts
    }
}
