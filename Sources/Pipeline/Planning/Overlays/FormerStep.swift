/// A step that a change removed, or one under the id that it had before.
package struct FormerStep: Sendable, Equatable {
    /// The step before the change.
    package let step: StepDefinition
    package let fate: Fate
    /// The place of the change.
    package let location: SourceLocation?

    package enum Fate: Sendable, Equatable {
        case removed
        case replaced(by: String)
        case renamed(to: String)
    }

    package init(step: StepDefinition, fate: Fate, location: SourceLocation?) {
        self.step = step
        self.fate = fate
        self.location = location
    }
}
