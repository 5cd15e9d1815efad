/// A step as pipeline files state it.
package struct StepDefinition: Sendable, Equatable {
    /// Its name in this pipeline; the kind's, unless the file says otherwise.
    package var id: String
    package var kind: String
    /// As written: templates are not rendered, names and types are not checked.
    package var parameters: [String: Value]
    /// What files say of its policy, in the order in which they say it.
    package var policies: [PolicyChange]
    /// When it runs; nil for always.
    package var condition: Condition?
    /// Places by key path: `` for the step itself, `id`, `when.environment`, `with.packages[0]`.
    package var locations: Locations
    /// Where a change moved it.
    package var movedAt: SourceLocation?
    /// Where the changes begin that have made it what it is.
    var changedAt: [SourceLocation] = []

    /// Where it begins: its kind need not be its first key.
    private var beginning: SourceLocation? { locations.value(at: "") }

    /// Every place at which files speak of it.
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
