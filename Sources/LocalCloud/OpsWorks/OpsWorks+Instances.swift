// The operations on existing members.
extension OpsWorks {
    @Sendable static func describeInstances(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let members: [Member]
        switch (
            try input.string("StackId"), try input.string("LayerId"),
            try input.strings("InstanceIds")
        ) {
        case (let id?, nil, nil):
            let stack = try state.opsworks.stack(id, in: call.region)
            members = state.opsworks.members.filter { $0.stackID == stack.id }
        case (nil, let id?, nil):
            _ = try state.opsworks.layer(id, in: call.region)
            members = state.opsworks.members.filter { $0.layerIDs.contains(id) }
        case (nil, nil, let ids?):
            var found: [Member] = []
            for id in ids {
                found.append(state.opsworks.members[try state.opsworks.member(id, in: call.region)])
            }
            members = found
        default:
            throw .validation(
                "Please provide either one or more instance IDs or one stack ID or one layer ID")
        }
        return ["Instances": .array(members.map(\.json))]
    }

    @Sendable static func assignInstance(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let index = try state.opsworks.member(try input.required("InstanceId"), in: call.region)
        let layerIDs = try input.requiredStrings("LayerIds")
        guard !layerIDs.isEmpty else { throw .validation("Please provide at least one layer ID") }
        let member = state.opsworks.members[index]
        for id in layerIDs {
            let layer = state.opsworks.layers[try state.opsworks.layer(id, in: call.region)]
            guard layer.stackID == member.stackID else {
                throw .validation("Please only provide layer IDs from the same stack")
            }
            guard layer.type == "custom" else {
                throw .validation(
                    "Registered instances can only be assigned to custom layers, "
                        + "not to a layer of type \(layer.type)")
            }
        }
        try require(member, .registered, "assigned to a layer")
        state.opsworks.members[index].layerIDs = layerIDs
        state.opsworks.members[index].life.enter(.assigning, at: call.now)
        return [:]
    }

    @Sendable static func unassignInstance(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let index = try state.opsworks.member(try input.required("InstanceId"), in: call.region)
        let member = state.opsworks.members[index]
        guard !member.layerIDs.isEmpty else {
            throw .validation("Instance \(member.id) is not assigned to a layer")
        }
        state.opsworks.members[index].layerIDs = []
        state.opsworks.members[index].life.enter(.unassigning, at: call.now)
        return [:]
    }

    @Sendable static func deregisterInstance(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let index = try state.opsworks.member(try input.required("InstanceId"), in: call.region)
        let member = state.opsworks.members[index]
        guard member.life.status != .deregistering else {
            throw .validation("Instance \(member.id) is already being deregistered")
        }
        state.opsworks.members[index].layerIDs = []
        state.opsworks.members[index].life.enter(.deregistering, at: call.now)
        return [:]
    }

    @Sendable static func describeCommands(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let commands: [AgentCommand]
        switch (
            try input.string("InstanceId"), try input.strings("CommandIds"),
            try input.string("DeploymentId")
        ) {
        case (let id?, nil, nil):
            let member = state.opsworks.members[try state.opsworks.member(id, in: call.region)]
            commands = state.opsworks.commands.filter { $0.memberID == member.id }.reversed()
        case (nil, let ids?, nil):
            commands = state.opsworks.commands.filter { ids.contains($0.id) }
        case (nil, nil, let id?):
            throw .notFound("deployment", id: id)
        default:
            throw .validation(
                "Please provide either a deployment ID or an instance ID or command IDs")
        }
        return ["Commands": .array(commands.map(\.json))]
    }

    @Sendable static func describeServiceErrors(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        var faults = state.opsworks.faults
        if let id = try input.string("StackId") {
            _ = try state.opsworks.stack(id, in: call.region)
            faults.removeAll { $0.stackID != id }
        }
        if let id = try input.string("InstanceId") {
            _ = try state.opsworks.member(id, in: call.region)
            faults.removeAll { $0.memberID != id }
        }
        if let ids = try input.strings("ServiceErrorIds") {
            faults.removeAll { !ids.contains($0.id) }
        }
        return ["ServiceErrors": .array(faults.map(\.json))]
    }

    private static func require(
        _ member: Member, _ status: MemberLife.Status, _ action: String
    ) throws(ServiceError) {
        guard member.life.status == status else {
            throw .validation(
                "Instance \(member.id) cannot be \(action) in status "
                    + "\(member.life.status.rawValue); it must be \(status.rawValue)")
        }
    }
}
