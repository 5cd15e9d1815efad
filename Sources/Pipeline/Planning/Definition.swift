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
