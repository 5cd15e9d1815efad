/// How a run ended.
package enum Outcome: Sendable, Equatable {
    /// Every step succeeded, or was allowed to fail.
    case succeeded
    /// A step failed, and its policy had no more retries.
    case failed(step: String, Failure)
    /// A step's deadline or the run's passed.
    case deadlinePassed(step: String, Failure)
    /// The task was cancelled; the run can be resumed.
    case interrupted(step: String?)
    /// A step requested a reboot, after which the run can be resumed.
    case rebootNeeded(step: String, reason: String)
    /// The gate ended the run.
    case aborted(step: String)

    /// Whether the same run would fail again, unless something changes.
    package var isFailure: Bool { failure != nil }

    /// Why the run failed, and at which step; nil unless it did.
    package var failure: (step: String, reason: Failure)? {
        switch self {
        case .failed(let step, let failure), .deadlinePassed(let step, let failure): (step, failure)
        case .succeeded, .interrupted, .rebootNeeded, .aborted: nil
        }
    }

    /// The name of an outcome in events.
    package enum Name: String, Sendable, CaseIterable {
        case succeeded, failed, interrupted, aborted
        case deadlinePassed = "deadline-passed"
        case rebootNeeded = "reboot-needed"
    }

    /// The outcome's name in events.
    package var name: String { nameInEvents.rawValue }

    package var nameInEvents: Name {
        switch self {
        case .succeeded: .succeeded
        case .failed: .failed
        case .deadlinePassed: .deadlinePassed
        case .interrupted: .interrupted
        case .rebootNeeded: .rebootNeeded
        case .aborted: .aborted
        }
    }
}
