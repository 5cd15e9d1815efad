/// One change of a pipeline.
package struct Change: Sendable, Equatable {
    package let action: Action
    /// Where its verb stands.
    package let location: SourceLocation?
    /// Where it begins: its verb need not be its first key.
    let beginning: SourceLocation?

    /// Takes a change, and where its verb and its first key stand.
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
        /// Puts another step into the place of one.
        case replace(Reference, by: StepDefinition)
        case set(Reference, StepSettings)
        /// Gives a step another id; what goes back to it goes on doing so.
        case rename(Reference, to: Reference)
    }
}

/// What a change sets of a step; what it leaves out stays.
package struct StepSettings: Sendable, Equatable {
    /// Each in the place of the one of its name; null for the kind's default.
    package var parameters: [String: Value] = [:]
    package var policy: PolicyChange?
    package var condition: ConditionChange?
    /// Places by key path, as a step's.
    package var locations = Locations()

    package init() {}

    package enum ConditionChange: Sendable, Equatable {
        case set(Condition)
        case remove
    }
}
