/// A step as a pipeline file states it.
package struct StepDefinition: Sendable, Equatable {
    /// Its name in this pipeline; the kind's, unless the file says otherwise.
    package var id: String
    package var kind: String
    /// As written: templates are not rendered, names and types are not checked.
    package var parameters: [String: Value]
    package var policy: PolicyChange
    package var locations: Locations

    package init(
        _ kind: String, id: String? = nil, parameters: [String: Value] = [:],
        policy: PolicyChange = PolicyChange(), locations: Locations = Locations()
    ) {
        self.id = id ?? kind
        self.kind = kind
        self.parameters = parameters
        self.policy = policy
        self.locations = locations
    }
}
