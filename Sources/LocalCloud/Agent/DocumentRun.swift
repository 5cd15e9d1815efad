package import Foundation

/// A document that an agent runs: how far it is, and what came of its steps.
package struct DocumentRun: Sendable, Equatable {
    package enum Origin: Sendable, Equatable {
        case command(String)
        case association(String)
    }

    /// The command's id, or the association's with the moment: what its folders are called.
    package let id: String
    package let origin: Origin
    package let steps: [PlannedStep]
    package let beginsAt: Date
    package var hasBegun = false
    /// The steps that have ended, in their order.
    package var replies: [StepReply] = []
    /// Whether a step has ended the document, so that only steps of the kind `finallyStep` follow.
    package var isLeaving = false
    /// Whether the failures until then do not count.
    package var isForgiven = false
    /// When the present step began.
    package var stepBeganAt: Date?
    /// When the present step ends, if it is time that passes.
    package var stepEndsAt: Date?
    /// Whether the present step is a script whose process runs.
    package var isRunningScript = false
    /// Whether it waits for the machine to be up again.
    package var isWaitingForReboot = false

    /// The replies that are kept back, so that they arrive out of order.
    package var unsent: [NodeCommand.Report] = []

    package init(id: String, origin: Origin, steps: [PlannedStep], beginsAt: Date) {
        self.id = id
        self.origin = origin
        self.steps = steps
        self.beginsAt = beginsAt
    }

    /// The step that is next or runs; nil when all have ended.
    package var step: PlannedStep? { steps.dropFirst(replies.count).first }

    /// Takes a step's end in.
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

    /// What the document has come to, once all steps have ended.
    package var status: NodeCommand.Status {
        let all = Set(replies.map(\.status))
        if all.contains(.cancelled) { return .cancelled }
        if isForgiven { return .success }
        if all.contains(.failed) { return .failed }
        return all.contains(.timedOut) ? .timedOut : .success
    }

    /// `2 out of 3 plugins processed, …`, as the agent sums up an association.
    package var summary: String {
        func count(_ status: StepReply.Status) -> Int { replies.count { $0.status == status } }
        let plugins = "\(steps.count) plugin\(steps.count == 1 ? "" : "s")"
        return "\(replies.count) out of \(plugins) processed, "
            + "\(count(.success)) success, \(count(.failed)) failed, \(count(.timedOut)) timedout, "
            + "\(count(.skipped)) skipped. "
    }
}
