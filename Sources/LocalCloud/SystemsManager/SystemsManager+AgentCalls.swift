import Foundation

// The operations that agents call and SDKs do not have.
extension SystemsManager {
    @Sendable static func updateInstanceInformation(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let index = try machineIndex(of: input, in: state)
        // A real agent that calls needs no stand-in.
        state.machines[index].agent.isReplaced = true
        let heardAt = state.machines[index].agent.heardAt
        state.machines[index].agent.heardAt = heardAt ?? call.now
        state.machines[index].agent.account.take(input, at: call.now)
        // Only the worker reports that it is active.
        if try input.string("AgentStatus") == "Active" {
            let since = state.machines[index].agent.activeSince
            state.machines[index].agent.activeSince = since ?? call.now
            state.machines[index].agent.hasBeenActive = true
        }
        return [:]
    }

    @Sendable static func listInstanceAssociations(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let machine = state.machines[try machineIndex(of: input, in: state)]
        let found = state.systemsManager.associations.filter { $0.fits(machine) }
        let (shown, next) = try page(found, input, size: 20)
        return .object(dropping: [
            "Associations": .array(
                shown.map { association in
                    let execution = association.execution(on: machine.id)
                    let isFirst = execution.date == nil
                    return .object(dropping: [
                        "AssociationId": .string(association.id),
                        "AssociationName": association.name.map { .string($0) },
                        "Name": .string(association.document),
                        "DocumentVersion": .string(association.documentVersion ?? "1"),
                        "Checksum": .string("\(association.id)-\(association.version)"),
                        "InstanceId": .string(machine.id),
                        "Parameters": .object(association.parameters),
                        "DetailedStatus": .string(execution.detailedStatus),
                        "ScheduleExpression": association.schedule.map { .string($0) },
                        "LastExecutionDate": isFirst
                            ? nil : .number((execution.date ?? call.now).timeIntervalSince1970),
                    ])
                }),
            "NextToken": next,
        ])
    }

    @Sendable static func updateInstanceAssociationStatus(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let machine = state.machines[try machineIndex(of: input, in: state)]
        let id = try input.required("AssociationId")
        guard state.systemsManager.associations.contains(where: { $0.id == id }),
            let result = try input.structure("ExecutionResult")
        else { throw ServiceError("AssociationDoesNotExist", "") }
        let error = try result.string("ErrorCode")
        state.report(
            id, on: machine.id, try result.required("Status"),
            try result.string("ExecutionSummary") ?? "", error: error == "" ? nil : error,
            at: call.now)
        return ["AssociationId": .string(id), "InstanceId": .string(machine.id)]
    }

    /// The machine of the calling agent.
    ///
    /// - Throws: `InvalidInstanceId`.
    static func machineIndex(
        of input: JSONInput, in state: CloudState
    ) throws(ServiceError) -> Int {
        let id = try input.required("InstanceId")
        guard let index = state.machines.firstIndex(where: { $0.id == id }) else {
            throw ServiceError("InvalidInstanceId", "")
        }
        return index
    }
}
