/// What a file says that changes a pipeline without copying it.
package struct Overlay: Sendable, Equatable {
    /// The name of the changed pipeline; nil to leave it as it is.
    package var name: String?
    /// What is changed: a pipeline's name, or a file.
    package var extends: Reference?
    package var deadline: Duration?
    package var defaults: PolicyChange?
    package var onFailure: FailurePolicy?
    package var everyBoot: EveryBoot?
    package var isRecorded: Bool?
    package var plugins: [PluginReference] = []
    package var requiresSignatures: Bool?
    /// In the order in which they are made.
    package var changes: [Change]
    /// Where `deadline` stands.
    package var locations: Locations

    package init(
        name: String? = nil, extends: Reference? = nil, deadline: Duration? = nil,
        defaults: PolicyChange? = nil, changes: [Change] = [], locations: Locations = Locations()
    ) {
        self.name = name
        self.extends = extends
        self.deadline = deadline
        self.defaults = defaults
        self.changes = changes
        self.locations = locations
    }
}
