/// One change of a pipeline.
package struct Change: Sendable, Equatable {
    package let action: Action
    /// The place of its verb.
    package let location: SourceLocation?
    /// Its beginning, which need not be its verb.
    let beginning: SourceLocation?

    /// Creates a change with the places of its verb and of its first key.
    package init(
        _ action: Action, at location: SourceLocation? = nil,
        from beginning: SourceLocation? = nil
    ) {
        self.action = action
        self.location = location
        self.beginning = beginning ?? location
    }

    package enum Action: Sendable, Equatable {
        case insert(StepDefinition, Position)
        case move(Reference, Position)
        case remove(Reference)
        /// Replaces a step by another one.
        case replace(Reference, by: StepDefinition)
        case set(Reference, StepSettings)
        /// Renames a step; retries that go back to it still do.
        case rename(Reference, to: Reference)
    }
}

/// The settings that a change makes to a step; anything left out stays unchanged.
package struct StepSettings: Sendable, Equatable {
    /// Each replaces the parameter of its name; null restores the kind's default.
    package var parameters: [String: Value] = [:]
    package var policy: PolicyChange?
    package var condition: ConditionChange?
    /// Places by key path, as in a step.
    package var locations = Locations()

    package init() {}

    package enum ConditionChange: Sendable, Equatable {
        case set(Condition)
        case remove
    }
}
