/// What a pipeline file says, read but not yet held against the registry.
package struct Definition: Sendable, Equatable {
    package var name: String
    /// The most that a whole run may take.
    package var deadline: Duration?
    package var steps: [StepDefinition]

    package init(name: String, deadline: Duration? = nil, steps: [StepDefinition]) {
        self.name = name
        self.deadline = deadline
        self.steps = steps
    }
}

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

    /// Where the parts of a step stand, by key path: `` (the step), `retry.on`, `with.packages[0]`.
    package struct Locations: Sendable, Equatable {
        package var byPath: [String: SourceLocation]

        package init(_ byPath: [String: SourceLocation] = [:]) { self.byPath = byPath }

        /// The key path of a parameter, which may have the name of a policy's key.
        package static func path(ofParameter name: String) -> String { "with.\(name)" }

        /// The place of a key path, or of the nearest that it lies within.
        package subscript(path: String) -> SourceLocation? {
            var path = path
            while !path.isEmpty {
                if let location = byPath[path] { return location }
                let cut = path.lastIndex { $0 == "." || $0 == "[" } ?? path.startIndex
                path = String(path[..<cut])
            }
            return byPath[""]
        }
    }
}
