package import Foundation

/// The agent's report of one step: an entry of a reply's `runtimeStatus`.
package struct StepReply: Sendable, Equatable {
    package enum Status: String, Sendable {
        case success = "Success"
        case failed = "Failed"
        case timedOut = "TimedOut"
        case cancelled = "Cancelled"
        case skipped = "Skipped"
        case rebooting = "SuccessAndReboot"
    }

    package let name: String
    /// The service's name for it: the step, or its plugin in schema 1.2.
    package let title: String
    package var status: Status
    package var code: Int
    package var standardOutput = ""
    package var standardError = ""
    /// Both streams in one text, cut as the agent does.
    package var output = ""
    package var startedAt: Date
    package var endedAt: Date

    /// A step that ended without a process.
    package init(
        _ step: PlannedStep, _ status: Status, code: Int, output: String = "", from start: Date,
        to end: Date
    ) {
        name = step.name
        title = step.title
        self.status = status
        self.code = code
        standardOutput = output
        self.output = AgentOutput.joined(output, "")
        startedAt = start
        endedAt = end
    }

    /// A script that ended, as the agent interprets it.
    ///
    /// 194 requests a reboot, 168 and 169 end the document. The agent takes a killed process for
    /// one that took too long: both are `TimedOut` with 137.
    package init(_ step: PlannedStep, _ end: ScriptEnd) {
        name = step.name
        title = step.title
        standardOutput = end.standardOutput
        standardError = end.standardError
        startedAt = end.startedAt
        endedAt = end.endedAt
        (status, code) =
            switch end.cause {
            case .exited(0): (.success, 0)
            case .exited(168): (.success, 168)
            case .exited(194): (.rebooting, 194)
            case .timedOut, .exited(137): (.timedOut, 137)
            case .exited(let status): (.failed, Int(status))
            case .notStarted: (.failed, 1)
            }
        output = AgentOutput.joined(standardOutput, code == 168 ? "" : standardError)
    }
}
