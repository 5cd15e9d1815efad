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
            machine.isManaged(at: call.now) && machine.region == call.region
                && wanted?.contains(machine.id) ?? true
        }
        let (shown, next) = try page(nodes, input, size: 10)
        return .object(dropping: [
            "InstanceInformationList": .array(
                shown.map { machine in
                    [
                        "InstanceId": .string(machine.id),
                        "PingStatus": machine.state == .running ? "Online" : "ConnectionLost",
                        "LastPingDateTime": .number(call.now.timeIntervalSince1970),
                        "AgentVersion": "3.3.1611.0", "IsLatestVersion": true,
                        "PlatformType": "Linux", "PlatformName": "Amazon Linux",
                        "ResourceType": "EC2Instance",
                        "IPAddress": .string(machine.privateIP),
                    ]
                }),
            "NextToken": next,
        ])
    }
}

extension Machine {
    /// Whether its agent has ever reported.
    func isManaged(at now: Date) -> Bool { launchedAt + agentAfter <= now }
}
