/// An instance, and how its last run ended, as the provider stores it.
package struct FleetNode: Sendable, Equatable {
    package let id: String
    /// The time of the report: UTC, in ISO 8601.
    package let at: String
    package let summary: RunSummary

    package init(id: String, at: String, summary: RunSummary) {
        self.id = id
        self.at = at
        self.summary = summary
    }
}
