import Foundation

// Run Command.
extension SystemsManager {
    @Sendable static func sendCommand(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let document = try input.required("DocumentName")
        let name = document.words(at: "/").last ?? document
        guard state.systemsManager.documents.contains(name) else {
            throw ServiceError(
                "InvalidDocument", "Document with name \(document) does not exist.")
        }
        let instances = try input.requiredStrings("InstanceIds")
        guard instances.count == 1, let instance = instances.first else {
            throw .validation("One instance a command is all that this cloud knows.")
        }
        let machine = state.machines.first { $0.id == instance }
        guard machine?.isManaged(at: call.now) == true, machine?.state == .running else {
            throw ServiceError(
                "InvalidInstanceId",
                "Instances [[\(instance)]] not in a valid state for account \(state.account)")
        }
        let command = NodeCommand(
            id: state.identifiers.uuid(), instanceID: instance, document: name,
            version: try input.string("DocumentVersion") ?? "$DEFAULT",
            parameters: try input.structure("Parameters")?.others(than: []) ?? [:],
            comment: try input.string("Comment") ?? "", sentAt: call.now)
        state.systemsManager.commands.append(command)
        return [
            "Command": [
                "CommandId": .string(command.id), "DocumentName": .string(name),
                "DocumentVersion": .string(command.version), "Comment": .string(command.comment),
                "Parameters": .object(command.parameters),
                "InstanceIds": .strings([instance]), "Status": "Pending",
                "StatusDetails": "Pending",
                "RequestedDateTime": .number(call.now.timeIntervalSince1970),
            ]
        ]
    }

    @Sendable static func listCommandInvocations(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let instance = try input.string("InstanceId")
        let id = try input.string("CommandId")
        let details = try input.bool("Details") ?? false
        let known = state.systemsManager.commands.reversed().filter { command in
            // What was just sent is not listed at once.
            command.sentAt + state.timings.commandListing <= call.now
                && instance.map { $0 == command.instanceID } ?? true
                && id.map { $0 == command.id } ?? true
        }
        let (shown, next) = try page(Array(known), input, size: 50)
        return .object(dropping: [
            "CommandInvocations": .array(shown.map { $0.json(details: details) }),
            "NextToken": next,
        ])
    }

    @Sendable static func cancelCommand(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let id = try input.required("CommandId")
        guard let index = state.systemsManager.commands.firstIndex(where: { $0.id == id }) else {
            throw ServiceError("InvalidCommandId", "")
        }
        if [.pending, .inProgress].contains(state.systemsManager.commands[index].status) {
            state.systemsManager.commands[index].status = .cancelled
        }
        return [:]
    }
}
