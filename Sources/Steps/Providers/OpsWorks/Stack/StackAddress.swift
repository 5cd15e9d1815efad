import Pipeline

/// A stack's id, and the region whose endpoint knows it: all that it takes to ask about a stack.
struct StackAddress: Sendable, Equatable {
    let id: String
    let apiRegion: String

    init(id: String, apiRegion: String) {
        self.id = id
        self.apiRegion = apiRegion
    }

    /// Reads the address from what an earlier step gave.
    init(_ facts: Facts) throws(Failure) {
        id = try facts.require(.stackID)
        apiRegion = try facts.require(.stackAPIRegion)
    }
}
