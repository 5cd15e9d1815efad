import Foundation

// Managed nodes: the machines whose agents have reported.
extension SystemsManager {
    @Sendable static func describeInstanceInformation(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        var wanted: [String]?
        for filter in try input.structures("Filters") ?? [] {
            guard try filter.required("Key") == "InstanceIds" else {
                throw ServiceError("InvalidFilterKey", "The specified key isn't valid.")
            }
            wanted = try filter.requiredStrings("Values")
        }
        let nodes = state.machines.filter { machine in
            machine.agent.heardAt != nil && machine.region == call.region
                && wanted?.contains(machine.id) ?? true
        }
        let isLacking = wanted.map { ids in !ids.allSatisfy { id in nodes.contains { $0.id == id } }
        }
        if state.systemsManager.refusesUnknownIDs, isLacking == true {
            throw ServiceError("InvalidInstanceId", "")
        }
        let (shown, next) = try page(nodes, input, size: 10)
        return .object(dropping: [
            "InstanceInformationList": .array(
                shown.map { machine in
                    var members: [String: JSONValue] = [
                        "InstanceId": .string(machine.id),
                        "PingStatus": machine.state == .running ? "Online" : "ConnectionLost",
                        "LastPingDateTime": .number(
                            (machine.agent.account.saidAt ?? call.now).timeIntervalSince1970),
                        "AgentVersion": "3.3.1611.0", "IsLatestVersion": .bool(true),
                        "PlatformType": "Linux", "ResourceType": "EC2Instance",
                    ]
                    // The core process says no more than that; the rest comes from the worker.
                    if machine.agent.hasBeenActive {
                        let name = machine.privateIP.replacing(".", with: "-")  // characters: own
                        members["PlatformName"] = "Amazon Linux"
                        members["PlatformVersion"] = "2023"
                        members["IPAddress"] = .string(machine.privateIP)
                        members["ComputerName"] = .string(
                            "ip-\(name).\(machine.region).compute.internal")
                    }
                    return .object(
                        members.merging(machine.agent.account.members) { _, said in said })
                }),
            "NextToken": next,
        ])
    }
}
