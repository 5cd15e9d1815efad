package import Foundation

/// A script that is to run on a machine.
package struct ScriptOrder: Sendable, Equatable {
    package let instanceID: String
    /// The machine's root folder.
    package let root: String
    /// The document's run that it belongs to, and its step.
    package let runID: String
    package let step: String
    /// The folder for its output, below the root.
    package let folder: String
    package let script: PlannedStep.Script
}

/// How a script ended.
package struct ScriptEnd: Sendable, Equatable {
    package enum Cause: Sendable, Equatable {
        /// The exit status; 128 plus the number of the signal that ended it.
        case exited(Int32)
        case timedOut
        case notStarted
    }

    package var cause: Cause
    package var standardOutput: String
    package var standardError: String
    package var startedAt: Date
    package var endedAt: Date

    package init(
        _ cause: Cause, standardOutput: String = "", standardError: String = "",
        startedAt: Date, endedAt: Date
    ) {
        self.cause = cause
        self.standardOutput = standardOutput
        self.standardError = standardError
        self.startedAt = startedAt
        self.endedAt = endedAt
    }
}
