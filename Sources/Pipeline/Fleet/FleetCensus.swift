/// How many nodes there are.
package struct FleetCensus: Sendable, Equatable {
    /// Those whose instances are not terminated.
    package var living = 0
    package var terminated = 0
    /// The living that have told how their last run ended, by its status.
    package var told: [String: Int] = [:]

    package init() {}

    /// The living that have told nothing.
    package var silent: Int { max(0, living - told.values.reduce(0, +)) }
}

/// An instance that failed before the provider knew it.
package struct FleetStray: Sendable, Equatable {
    package let id: String
    /// What its tag says: when, where and why.
    package let reason: String

    package init(id: String, reason: String) {
        self.id = id
        self.reason = reason
    }
}
