import Foundation

extension CloudState {
    /// Creates messages from what is due for a machine with a real agent.
    mutating func sortMail(of index: Int, at now: Date) {
        guard machines[index].agent.isReplaced else { return }
        let due = machines[index].agent.inbox.filter { $0.dueAt <= now }
        machines[index].agent.inbox.removeAll { $0.dueAt <= now }
        for message in due {
            switch message.content {
            case .command(let id):
                guard let command = systemsManager.commands.first(where: { $0.id == id }),
                    command.status == .pending
                else { continue }
                post(
                    id, document: command.document, parameters: command.parameters, to: index,
                    at: now)
            case .refresh(let ids):
                post(
                    identifiers.uuid(), document: "AWS-RefreshAssociation",
                    parameters: ["associationIds": .strings(ids)], to: index, at: now)
            }
        }
    }

    /// Sends a real agent the cancellation of a command.
    mutating func postCancellation(of command: String, to index: Int, at now: Date) {
        let machine = machines[index].id
        machines[index].agent.mail.append(
            AgentMail(
                id: "aws.ssm.\(identifiers.uuid()).\(machine)",
                topic: topic("cancelCommand", command, machines[index].region),
                payload: ["CancelMessageId": .string("aws.ssm.\(command).\(machine)")],
                createdAt: now))
    }

    private mutating func post(
        _ id: String, document: String, parameters: [String: JSONValue], to index: Int, at now: Date
    ) {
        // The content of a document is unknown if only its name is.
        let unknown: JSONValue = [
            "schemaVersion": "2.2",
            "mainSteps": [
                [
                    "action": "aws:runShellScript", "name": "runChefClient",
                    "inputs": ["runCommand": ["echo converging"]],
                ]
            ],
        ]
        machines[index].agent.mail.append(
            AgentMail(
                id: "aws.ssm.\(id).\(machines[index].id)",
                topic: topic("sendCommand", id, machines[index].region),
                payload: [
                    "CommandId": .string(id), "DocumentName": .string(document),
                    "DocumentContent": systemsManager.document(document)?.source ?? unknown,
                    "Parameters": .object(parameters), "OutputS3BucketName": "",
                    "OutputS3KeyPrefix": "", "CloudWatchLogGroupName": "",
                    "CloudWatchOutputEnabled": "false",
                ], createdAt: now))
    }

    private func topic(_ kind: String, _ command: String, _ region: String) -> String {
        "aws.ssm.\(kind).\(region.replacing("-", with: ".")).\(command)"
    }
}
