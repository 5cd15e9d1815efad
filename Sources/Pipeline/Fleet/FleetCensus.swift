/// The numbers of nodes, by state.
package struct FleetCensus: Sendable, Equatable {
    /// Those whose instances are not terminated.
    package var living = 0
    package var terminated = 0
    /// Nodes that are not terminated and have reported, by the status of their last run.
    package var told: [String: Int] = [:]

    package init() {}

    /// Nodes that are not terminated and have not reported.
    package var silent: Int { max(0, living - told.values.reduce(0, +)) }
}

/// An instance that failed before the provider knew it.
package struct FleetStray: Sendable, Equatable {
    package let id: String
    /// The value of its tag: when, where and why it failed.
    package let reason: String

    package init(id: String, reason: String) {
        self.id = id
        self.reason = reason
    }
}
