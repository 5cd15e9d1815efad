/// A point at which the runner asks its gate.
package struct Pause: Sendable {
    package enum Point: Sendable, Equatable {
        case before
        case after
        /// An attempt failed, and the policy would wait and retry.
        case retrying(Failure)
        /// The policy has no more retries; `continue` lets the failure stand.
        case failed(Failure)
        case beforeRevert
    }

    package let point: Point
    package let step: PlannedStep
    /// What is known at this point.
    package let facts: Facts
    /// All steps of the run, in their current form.
    package let steps: [PlannedStep]
    /// The ids of the steps that may have done something, in order.
    package let begun: [String]

    package init(
        point: Point, step: PlannedStep, facts: Facts, steps: [PlannedStep], begun: [String]
    ) {
        self.point = point
        self.step = step
        self.facts = facts
        self.steps = steps
        self.begun = begun
    }
}
