/// How a run ended.
package enum Outcome: Sendable, Equatable {
    /// Every step has succeeded, or may fail.
    case succeeded
    /// A step failed past its policy.
    case failed(step: String, Failure)
    /// A step's deadline or the run's passed.
    case deadlinePassed(step: String, Failure)
    /// The task was cancelled; the run can be done again.
    case interrupted(step: String?)
    /// A step asked for a reboot, after which the run can be done again.
    case rebootNeeded(step: String, reason: String)
    /// The gate ended the run.
    case aborted(step: String)

    /// Whether nothing is to be expected of the same run once more, unless something changes.
    package var isFailure: Bool { failure != nil }

    /// Why the run failed, and at which step; nil unless it did.
    package var failure: (step: String, reason: Failure)? {
        switch self {
        case .failed(let step, let failure), .deadlinePassed(let step, let failure): (step, failure)
        case .succeeded, .interrupted, .rebootNeeded, .aborted: nil
        }
    }

    /// What an outcome is called, as it stands in events.
    package enum Name: String, Sendable, CaseIterable {
        case succeeded, failed, interrupted, aborted
        case deadlinePassed = "deadline-passed"
        case rebootNeeded = "reboot-needed"
    }

    /// The outcome's name, as it stands in events.
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
