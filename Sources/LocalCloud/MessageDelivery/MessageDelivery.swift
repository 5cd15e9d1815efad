import Foundation

/// The service by which commands get to a real agent and its replies back: `ec2messages`, API 2015-06-19.
///
/// No SDK has it. Shapes are those that amazon-ssm-agent 3.3 was seen to send and to take.
package enum MessageDelivery {
    /// How long the service holds a question for messages, in seconds.
    package static let longestPoll = 15.0

    /// Answers a call.
    ///
    /// - Throws: The service's refusal.
    package static func answer(
        _ call: Call, _ request: Request, in state: inout CloudState
    ) throws(ServiceError) -> Reply {
        let input = try JSONInput(request.body)
        try state.authorize(call)
        switch call.operation {
        case "GetMessages": return Reply(json: try getMessages(&state, input, call))
        case "AcknowledgeMessage", "DeleteMessage", "FailMessage", "SendReply":
            let (index, command) = try addressee(of: input, in: state)
            switch call.operation {
            case "SendReply":
                try take(input.required("Payload"), of: command, in: &state, at: call.now)
                return Reply(json: ["ReplyStatus": "SUCCESS"])
            case "FailMessage":
                state.deliver(.init(status: .failed, steps: []), of: command, at: call.now)
            default: break
            }
            let id = try input.required("MessageId")
            state.machines[index].agent.mail.removeAll { $0.id == id }
            return Reply(json: [:])
        default: throw call.service.unknownOperation(call.operation)
        }
    }

    /// The machine whose messages a question is for.
    static func destination(of request: Request) -> String? {
        (try? (try? JSONInput(request.body))?.string("Destination")) ?? nil
    }

    /// When there is something to be handed to a machine next, as far as that is known; a question for a
    /// machine that is not there is answered at once.
    static func nextMail(of id: String, in state: inout CloudState, at now: Date) -> Date? {
        guard let index = state.machines.firstIndex(where: { $0.id == id }) else { return now }
        state.sortMail(of: index, at: now)
        let agent = state.machines[index].agent
        let patience = state.timings.redelivery
        let coming = agent.isReplaced ? agent.inbox.map(\.dueAt) : []
        return (agent.mail.map { $0.due(patience: patience) } + coming).min()
    }

    private static func getMessages(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let id = try input.required("Destination")
        guard let index = state.machines.firstIndex(where: { $0.id == id }) else {
            throw ServiceError("InvalidInstanceId", "")
        }
        state.sortMail(of: index, at: call.now)
        var messages: [JSONValue] = []
        for place in state.machines[index].agent.mail.indices {
            let mail = state.machines[index].agent.mail[place]
            guard mail.due(patience: state.timings.redelivery) <= call.now else { continue }
            state.machines[index].agent.mail[place].handedAt = call.now
            messages.append(mail.json(for: id))
        }
        return [
            "Destination": .string(id),
            "MessagesRequestId": .string(try input.string("MessagesRequestId") ?? ""),
            "Messages": .array(messages),
        ]
    }

    /// The machine and the command of `aws.ssm.COMMAND.INSTANCE`.
    private static func addressee(
        of input: JSONInput, in state: CloudState
    ) throws(ServiceError) -> (index: Int, command: String) {
        let parts = try input.required("MessageId").words(at: ".")
        guard parts.count == 4,
            let index = state.machines.firstIndex(where: { $0.id == parts[3] })
        else { throw .validation("The message id is not valid.") }
        return (index, parts[2])
    }

    private static func take(
        _ payload: String, of command: String, in state: inout CloudState, at now: Date
    ) throws(ServiceError) {
        guard let reply = try? JSONValue(parsing: Data(payload.utf8)),
            let status = reply["documentStatus"]?.string
        else { throw .validation("The payload is not valid.") }
        let steps = (reply["runtimeStatus"]?.members ?? [:]).compactMap { name, entry in
            StepReply(name, runtimeStatus: entry)
        }
        // What the service has no word for goes on.
        state.deliver(
            .init(
                status: NodeCommand.Status(rawValue: status) ?? .inProgress, steps: steps,
                trace: reply["documentTraceOutput"]?.string ?? ""), of: command, at: now)
    }
}

extension StepReply {
    /// Reads an entry of a reply's `runtimeStatus`; nil while the step has no end.
    fileprivate init?(_ name: String, runtimeStatus entry: JSONValue) {
        guard let status = entry["status"]?.string.flatMap(Status.init),
            let code = entry["code"]?.seconds.flatMap({ Int(exactly: $0) })
        else { return nil }
        let moment = { (key: String) in
            let text = entry[key]?.string?.prefix(19) ?? ""
            return (try? Date(text + "Z", strategy: .iso8601)) ?? Date(timeIntervalSince1970: 0)
        }
        let step = PlannedStep(name: name, title: name, work: .passing)
        self.init(
            step, status, code: code, from: moment("startDateTime"), to: moment("endDateTime"))
        output = entry["output"]?.string ?? ""
        standardOutput = entry["standardOutput"]?.string ?? ""
        standardError = entry["standardError"]?.string ?? ""
    }
}
