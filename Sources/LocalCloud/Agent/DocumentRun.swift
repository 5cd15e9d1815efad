package import Foundation

/// A document that an agent runs: its progress, and the results of its steps.
package struct DocumentRun: Sendable, Equatable {
    package enum Origin: Sendable, Equatable {
        case command(String)
        case association(String)
    }

    /// The command's id, or the association's with the time: the name of its folders.
    package let id: String
    package let origin: Origin
    package let steps: [PlannedStep]
    package let beginsAt: Date
    package var hasBegun = false
    /// The replies of the steps that have ended, in their order.
    package var replies: [StepReply] = []
    /// Whether a step has ended the document, so that only steps of the kind `finallyStep` follow.
    package var isLeaving = false
    /// Whether failures up to now do not count.
    package var isForgiven = false
    /// When the current step began.
    package var stepBeganAt: Date?
    /// When the current step ends, if it only takes time.
    package var stepEndsAt: Date?
    /// Whether the current step is a script whose process runs.
    package var isRunningScript = false
    /// Whether it waits for the machine to come back after a reboot.
    package var isWaitingForReboot = false

    /// The replies that are held back, so that they arrive out of order.
    package var unsent: [NodeCommand.Report] = []

    package init(id: String, origin: Origin, steps: [PlannedStep], beginsAt: Date) {
        self.id = id
        self.origin = origin
        self.steps = steps
        self.beginsAt = beginsAt
    }

    /// The next or running step; nil when all have ended.
    package var step: PlannedStep? { steps.dropFirst(replies.count).first }

    /// Records the end of a step.
    package mutating func take(_ reply: StepReply) {
        guard let step else { return }
        replies.append(reply)
        stepBeganAt = nil
        stepEndsAt = nil
        isRunningScript = false
        let failed = [.failed, .timedOut].contains(reply.status)
        if reply.code == 168 || reply.code == 169 || failed && step.onFailure != .proceed {
            isLeaving = true
        }
        if failed, step.onFailure == .successAndExit { isForgiven = true }
    }

    /// The final status of the document, once all steps have ended.
    package var status: NodeCommand.Status {
        let all = Set(replies.map(\.status))
        if all.contains(.cancelled) { return .cancelled }
        if isForgiven { return .success }
        if all.contains(.failed) { return .failed }
        return all.contains(.timedOut) ? .timedOut : .success
    }

    /// The agent's summary of an association: `2 out of 3 plugins processed, …`.
    package var summary: String {
        func count(_ status: StepReply.Status) -> Int { replies.count { $0.status == status } }
        let plugins = "\(steps.count) plugin\(steps.count == 1 ? "" : "s")"
        return "\(replies.count) out of \(plugins) processed, "
            + "\(count(.success)) success, \(count(.failed)) failed, \(count(.timedOut)) timedout, "
            + "\(count(.skipped)) skipped. "
    }
}
