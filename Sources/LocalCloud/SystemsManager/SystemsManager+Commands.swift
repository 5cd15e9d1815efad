import Foundation

// Run Command.
extension SystemsManager {
    @Sendable static func sendCommand(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let version = try input.string("DocumentVersion")
        let document = try document(
            input.required("DocumentName"), version: version, in: state)
        let parameters = try input.structure("Parameters")?.others(than: []) ?? [:]
        if let targets = try targets(of: input) {
            try check(parameters, of: document)
            return try order(document, version, parameters, for: targets, &state, input, call)
        }
        let instances = try input.requiredStrings("InstanceIds")
        guard instances.count == 1, let instance = instances.first else {
            throw .validation(
                "One instance a command, or targets, is all that this cloud knows.")
        }
        _ = try managed(instance, in: state)
        try check(parameters, of: document)
        let command = NodeCommand(
            id: state.identifiers.uuid(), instanceID: instance, document: document.name,
            version: version ?? "$DEFAULT", parameters: parameters,
            comment: try input.string("Comment") ?? "", sentAt: call.now)
        state.systemsManager.commands.append(command)
        state.dispatch(command.id, at: call.now)
        return [
            "Command": [
                "CommandId": .string(command.id), "DocumentName": .string(document.name),
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
                && id.map { $0 == command.orderID } ?? true
        }
        if state.systemsManager.refusesUnknownIDs {
            let managed = state.machines.filter { $0.agent.heardAt != nil }.map(\.id)
            if let instance, !managed.contains(instance) {
                throw ServiceError("InvalidInstanceId", "")
            }
            if id != nil, known.isEmpty { throw ServiceError("InvalidCommandId", "") }
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
        let order = try input.required("CommandId")
        let only = try input.strings("InstanceIds").flatMap { $0.isEmpty ? nil : Set($0) }
        let all = state.systemsManager.commands.indices.filter {
            state.systemsManager.commands[$0].orderID == order
        }
        guard !all.isEmpty else { throw ServiceError("InvalidCommandId", "") }
        if only == nil,
            let place = state.systemsManager.orders.firstIndex(where: { $0.id == order })
        {
            state.cancelWaiting(of: place)
        }
        for index in all {
            let command = state.systemsManager.commands[index]
            let id = command.id
            guard !command.status.isEnd, only?.contains(command.instanceID) ?? true else {
                continue
            }
            if let machine = state.machines.firstIndex(where: { $0.id == command.instanceID }) {
                state.stop(id, on: machine, at: call.now)
                if state.machines[machine].agent.isReplaced, command.status == .inProgress {
                    state.postCancellation(of: id, to: machine, at: call.now)
                }
            }
            state.systemsManager.commands[index].cancel()
        }
        return [:]
    }
}
