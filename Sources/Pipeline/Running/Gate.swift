/// Where a run can pause: the runner awaits it and obeys its verdict.
package protocol Gate: Sendable {
    func verdict(at pause: Pause) async -> Verdict
}

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

/// What the runner is to do.
package enum Verdict: Sendable, Equatable {
    /// What it would do by itself.
    case `continue`
    /// The step once more, with its policy's attempts counted anew.
    case retry
    /// The next step, without the facts that this one would have given.
    case skip
    /// Stop, and undo what was done.
    case revert
    /// Stop.
    case abort
}

/// The gate of a normal run.
package struct OpenGate: Gate {
    package init() {}

    package func verdict(at pause: Pause) async -> Verdict { .continue }
}
