package import Foundation

// The operations on stacks.
extension OpsWorks {
    @Sendable static func createStack(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let name = try input.required("Name")
        let region = try input.required("Region")
        _ = try input.required("ServiceRoleArn")
        _ = try input.required("DefaultInstanceProfileArn")
        guard !name.isEmpty else { throw .validation("Name can't be blank") }
        let themeName = try input.string("HostnameTheme") ?? HostnameTheme.layerDependent.rawValue
        guard let theme = HostnameTheme(rawValue: themeName) else {
            throw .validation("Hostname theme is not included in the list")
        }
        let known: Set = ["Name", "Region", "VpcId", "HostnameTheme"]
        let stack = state.makeStack(
            name: name, region: region, apiRegion: call.region, theme: theme, at: call.now,
            vpcID: try input.string("VpcId"), settings: input.others(than: known))
        return ["StackId": .string(stack.id)]
    }

    @Sendable static func describeStacks(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let visible: [Stack]
        if let ids = try input.strings("StackIds") {
            var found: [Stack] = []
            for id in ids { found.append(try state.opsworks.stack(id, in: call.region)) }
            visible = found
        } else {
            visible = state.opsworks.stacks.filter { $0.apiRegion == call.region }
        }
        return ["Stacks": .array(visible.map(\.json))]
    }

    @Sendable static func deleteStack(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let stack = try state.opsworks.stack(try input.required("StackId"), in: call.region)
        guard !state.opsworks.members.contains(where: { $0.stackID == stack.id }) else {
            throw .validation(
                "This stack still has instances. Please delete or deregister them first.")
        }
        guard !state.opsworks.layers.contains(where: { $0.stackID == stack.id }) else {
            throw .validation("This stack still has layers. Please delete them first.")
        }
        state.opsworks.stacks.removeAll { $0.id == stack.id }
        return [:]
    }

    @Sendable static func describeStackProvisioningParameters(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let stack = try state.opsworks.stack(try input.required("StackId"), in: call.region)
        let endpoint = state.endpoint
        return [
            "AgentInstallerUrl": .string(state.installerURL ?? endpoint.text + AgentInstaller.path),
            // The names are the real service's; the values lead to this cloud.
            "Parameters": [
                "agent_installer_base_url": .string(endpoint.text),
                "agent_installer_tgz": .string(AgentInstaller.fileName),
                "assets_download_bucket": "opsworks-instance-assets-\(stack.apiRegion)",
                "instance_service_endpoint": .string(endpoint.host),
                "instance_service_port": "\(endpoint.port)",
                "instance_service_region": .string(stack.apiRegion),
                "instance_service_ssl_verify_peer": "false",
                "verbose": "false",
            ],
        ]
    }
}

extension CloudState {
    /// Makes a stack.
    package mutating func makeStack(
        id: String? = nil, name: String, region: String, apiRegion: String, theme: HostnameTheme,
        at date: Date, vpcID: String? = nil, protectsMachines: Bool = false,
        settings: [String: JSONValue] = [:]
    ) -> Stack {
        let id = id ?? identifiers.uuid()
        let stack = Stack(
            id: id, name: name, region: region, apiRegion: apiRegion,
            arn: partition.arn("opsworks:\(apiRegion):\(account):stack/\(id)/"),
            hostnameTheme: theme, vpcID: vpcID, createdAt: date,
            protectsMachines: protectsMachines, settings: settings)
        opsworks.stacks.append(stack)
        return stack
    }
}
