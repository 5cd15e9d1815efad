package import Foundation

/// A document that an agent runs for Run Command, and the agent's reports on it.
package struct NodeCommand: Sendable, Equatable {
    package enum Status: String, Sendable {
        case pending = "Pending"
        case inProgress = "InProgress"
        case success = "Success"
        case failed = "Failed"
        case cancelled = "Cancelled"
        case timedOut = "TimedOut"

        /// Whether nothing follows.
        package var isEnd: Bool { self != .pending && self != .inProgress }
    }

    /// A reply of the agent.
    package struct Report: Sendable, Equatable {
        package let status: Status
        /// The steps that it is about; the last one of a document with several steps has none.
        package let steps: [StepReply]
        package let trace: String

        package init(status: Status, steps: [StepReply], trace: String = "") {
            self.status = status
            self.steps = steps
            self.trace = trace
        }
    }

    package let id: String
    /// The id that the API shows: that of the order, if it is one of several.
    package let orderID: String
    package let instanceID: String
    package let document: String
    package let version: String
    package let parameters: [String: JSONValue]
    package let comment: String
    package let sentAt: Date
    package private(set) var status = Status.pending
    /// What is known of the steps, by all replies together.
    package private(set) var steps: [StepReply] = []
    package private(set) var trace = ""
    /// Whether the agent was given it.
    package var isTaken = false

    package init(
        id: String, orderID: String? = nil, instanceID: String, document: String,
        version: String, parameters: [String: JSONValue], comment: String, sentAt: Date
    ) {
        self.id = id
        self.orderID = orderID ?? id
        self.instanceID = instanceID
        self.document = document
        self.version = version
        self.parameters = parameters
        self.comment = comment
        self.sentAt = sentAt
    }

    /// Takes a reply in.
    ///
    /// Replies may come twice and in any order: an earlier one's result of a step stays, and the
    /// command does not go back from its end.
    package mutating func take(_ report: Report) {
        for step in report.steps {
            if let index = steps.firstIndex(where: { $0.name == step.name }) {
                if steps[index].status == .rebooting || step.endedAt > steps[index].endedAt {
                    steps[index] = step
                }
            } else {
                steps.append(step)
            }
        }
        steps.sort { $0.startedAt < $1.startedAt }
        if !report.trace.isEmpty { trace = report.trace }
        if !status.isEnd { status = report.status }
    }

    /// Cancels it on request.
    package mutating func cancel() {
        if !status.isEnd { status = .cancelled }
    }

    /// `SuccessAndReboot` while the machine is about to start again, else the status.
    package var details: String {
        let reboots = status == .inProgress && steps.contains { $0.status == .rebooting }
        return reboots ? StepReply.Status.rebooting.rawValue : status.rawValue
    }

    /// The shape `CommandInvocation` of API 2014-11-06.
    func json(details isDetailed: Bool) -> JSONValue {
        .object(dropping: [
            "CommandId": .string(orderID), "InstanceId": .string(instanceID),
            "DocumentName": .string(document), "DocumentVersion": .string(version),
            "Comment": .string(comment), "Status": .string(status.rawValue),
            "StatusDetails": .string(details), "TraceOutput": .string(trace),
            "RequestedDateTime": .number(sentAt.timeIntervalSince1970),
            "CommandPlugins": isDetailed ? .array(steps.map(\.json)) : nil,
        ])
    }
}

extension StepReply {
    /// The status as the service's list of statuses has it, which knows fewer than the agent.
    package var plainStatus: String {
        switch status {
        case .rebooting: NodeCommand.Status.inProgress.rawValue
        case .skipped: NodeCommand.Status.success.rawValue
        case .success, .failed, .timedOut, .cancelled: status.rawValue
        }
    }

    /// The shape `CommandPlugin`.
    fileprivate var json: JSONValue {
        [
            "Name": .string(title), "Status": .string(plainStatus),
            "StatusDetails": .string(status.rawValue), "ResponseCode": .number(code),
            "ResponseStartDateTime": .number(startedAt.timeIntervalSince1970),
            "ResponseFinishDateTime": .number(endedAt.timeIntervalSince1970),
            "Output": .string(output),
        ]
    }
}
