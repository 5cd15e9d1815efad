import Pipeline

/// A stack's id, and the region whose endpoint knows it: together they address a stack.
struct StackAddress: Sendable, Equatable {
    let id: String
    let apiRegion: String

    init(id: String, apiRegion: String) {
        self.id = id
        self.apiRegion = apiRegion
    }

    /// Reads the address from an earlier step's facts.
    init(_ facts: Facts) throws(Failure) {
        id = try facts.require(.stackID)
        apiRegion = try facts.require(.stackAPIRegion)
    }
}
