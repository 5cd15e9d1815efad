package import Pipeline

/// The exit status of the process; frozen, as callers branch on it.
package enum ExitStatus: Int32, Sendable {
    case joined = 0
    case stepFailed = 1
    case deadlinePassed = 3
    /// The run can be resumed.
    case interrupted = 4
    /// A plugin or a library was refused or crashed, and its policy had no more retries.
    case pluginFailed = 5
    case badUsage = 64
    /// An invalid pipeline file or input.
    case badData = 65
    /// There has been no run; only from commands that look at runs.
    case noRun = 66
    /// Something outside is unreachable: instance metadata, an endpoint.
    case unavailable = 69
    /// A run is in progress; only from commands that look at runs.
    case running = 75
    case notPermitted = 77

    /// The status of a run with this outcome.
    package init(_ outcome: Outcome) {
        switch outcome {
        case .succeeded: self = .joined
        case .failed(_, let failure): self = ExitStatus(failure)
        case .deadlinePassed: self = .deadlinePassed
        case .interrupted, .rebootNeeded: self = .interrupted
        case .aborted: self = .stepFailed
        }
    }

    /// The status of a failure that ends the program.
    package init(_ failure: Failure) {
        switch failure.cause {
        case .unavailable: self = .unavailable
        case .notPermitted: self = .notPermitted
        case .foreignCode: self = .pluginFailed
        case nil: self = .stepFailed
        }
    }
}
