/// A point at which the runner asks its gate.
package struct Pause: Sendable {
    package enum Point: Sendable, Equatable {
        case before
        case after
        /// The policy has nothing left to try; `continue` lets the failure stand.
        case failed(Failure)
        case beforeRevert
    }

    package let point: Point
    package let step: PlannedStep
    /// What is known at this point.
    package let facts: Facts
}
