package import Pipeline

/// What the process says when it ends; frozen, as callers branch on it.
package enum ExitStatus: Int32, Sendable {
    case joined = 0
    case stepFailed = 1
    case deadlinePassed = 3
    /// The run can be done again.
    case interrupted = 4
    /// A plugin or a library was refused or crashed, past its policy.
    case pluginFailed = 5
    case badUsage = 64
    /// A bad pipeline file or input.
    case badData = 65
    /// Of a look at runs: there has been none.
    case noRun = 66
    /// Something outside cannot be reached: instance metadata, an endpoint.
    case unavailable = 69
    /// Of a look at runs: one is under way.
    case running = 75
    case notPermitted = 77

    /// The status of a run that ended so.
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
