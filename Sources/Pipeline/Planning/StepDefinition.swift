/// A step as written in pipeline files.
package struct StepDefinition: Sendable, Equatable {
    /// Its name in this pipeline; by default the kind's.
    package var id: String
    package var kind: String
    /// As written: templates are not rendered, names and types are not checked.
    package var parameters: [String: Value]
    /// The policy settings in files, in the order of the files.
    package var policies: [PolicyChange]
    /// When it runs; nil for always.
    package var condition: Condition?
    /// Places by key path: `` for the step itself, `id`, `when.environment`, `with.packages[0]`.
    package var locations: Locations
    /// The place of the change that moved it.
    package var movedAt: SourceLocation?
    /// The beginnings of the changes that have been applied to it.
    var changedAt: [SourceLocation] = []

    /// Where it begins, which need not be at its kind.
    private var beginning: SourceLocation? { locations.value(at: "") }

    /// Every place at which files mention it.
    var places: [SourceLocation] { (beginning.map { [$0] } ?? []) + changedAt }

    package init(
        _ kind: String, id: String? = nil, parameters: [String: Value] = [:],
        policy: PolicyChange? = nil, condition: Condition? = nil,
        locations: Locations = Locations()
    ) {
        self.id = id ?? kind
        self.kind = kind
        self.parameters = parameters
        self.policies = policy.map { [$0] } ?? []
        self.condition = condition
        self.locations = locations
    }
}
