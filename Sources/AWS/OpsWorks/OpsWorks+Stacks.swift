package import JSON

extension OpsWorks {
    /// A stack.
    package struct Stack: Sendable, Equatable {
        package let id: String
        /// The stack's id if the reply leaves out its name.
        package let name: String
        /// Nil if the reply leaves it out.
        package let arn: String?
        /// The region of its instances; nil if the reply leaves it out.
        package let region: String?
        package let vpcID: String?
        package let hostnameTheme: String?

        init(_ reader: ReplyFields) throws(MalformedReply) {
            id = try reader.string("StackId")
            name = try reader.optionalString("Name") ?? id
            arn = try reader.optionalString("Arn")
            region = try reader.optionalString("Region")
            vpcID = try reader.optionalString("VpcId")
            hostnameTheme = try reader.optionalString("HostnameTheme")
        }
    }

    /// The parameters of the agent's installer.
    package struct ProvisioningParameters: Sendable, Equatable {
        package let agentInstallerURL: String
        /// In the order of the reply, with its values, whatever their type.
        package let parameters: [JSONValue.Member]
    }

    /// The stacks with these ids, or all stacks of the endpoint.
    ///
    /// There is no look-up by name, and no paging.
    ///
    /// - Throws: `AWSError`, of kind `.notFound` for an unknown id.
    package func describeStacks(ids: [String]? = nil) async throws(AWSError) -> [Stack] {
        let input: JSONValue =
            ids.map { ["StackIds": .array($0.map { .string($0) })] } ?? [:]
        return try await call("DescribeStacks", input) { reply throws(MalformedReply) in
            try reply.optionalList("Stacks", Stack.init)
        }
    }

    /// The parameters of the agent's installer on an instance of the stack.
    package func describeStackProvisioningParameters(
        stackID: String
    ) async throws(AWSError) -> ProvisioningParameters {
        try await call(
            "DescribeStackProvisioningParameters", ["StackId": .string(stackID)]
        ) { reply throws(MalformedReply) in
            ProvisioningParameters(
                agentInstallerURL: try reply.string("AgentInstallerUrl"),
                parameters: try reply.object("Parameters").members)
        }
    }
}
