import JSON

extension OpsWorks {
    /// An instance as OpsWorks describes it.
    package struct Instance: Sendable, Equatable {
        /// OpsWorks' own id.
        package let id: String
        package let stackID: String?
        package let ec2InstanceID: String?
        package let hostname: String?
        /// An open set: the documented list omits half of what occurs.
        package let status: String
        package let layerIDs: [String]
        package let agentVersion: String?
        package let lastServiceErrorID: String?

        init(_ reader: ReplyFields) throws(MalformedReply) {
            id = try reader.string("InstanceId")
            stackID = try reader.optionalString("StackId")
            ec2InstanceID = try reader.optionalString("Ec2InstanceId")
            hostname = try reader.optionalString("Hostname")
            status = try reader.string("Status")
            layerIDs = reader["LayerIds"] == nil ? [] : try reader.texts("LayerIds")
            agentVersion = try reader.optionalString("AgentVersion")
            lastServiceErrorID = try reader.optionalString("LastServiceErrorId")
        }
    }

    /// The selection of instances: exactly one of the three that the service accepts.
    package enum InstanceSelection: Sendable, Equatable {
        /// All instances of a stack: the reply grows with the stack, so never use it in a loop.
        case stack(String)
        case layer(String)
        case ids([String])
    }

    /// The instances of a selection, unpaged.
    ///
    /// - Throws: `AWSError`, of kind `.notFound` for an unknown id.
    package func describeInstances(
        _ selection: InstanceSelection
    ) async throws(AWSError) -> [Instance] {
        let input: JSONValue =
            switch selection {
            case .stack(let id): ["StackId": .string(id)]
            case .layer(let id): ["LayerId": .string(id)]
            case .ids(let ids): ["InstanceIds": .array(ids.map { .string($0) })]
            }
        return try await call("DescribeInstances", input) { reply throws(MalformedReply) in
            try reply.list("Instances", Instance.init)
        }
    }

    /// Assigns a registered instance to layers.
    ///
    /// It must have the status `registered`. The second of two such requests is refused, and
    /// changes nothing; so it may be sent again, and a refusal is to be compared with the
    /// instance's layers.
    package func assignInstance(id: String, layerIDs: [String]) async throws(AWSError) {
        try await call(
            "AssignInstance",
            ["InstanceId": .string(id), "LayerIds": .array(layerIDs.map { .string($0) })],
            isRepeatable: true)
    }

    /// Takes a registered instance out of all its layers.
    package func unassignInstance(id: String) async throws(AWSError) {
        try await call("UnassignInstance", ["InstanceId": .string(id)], isRepeatable: false)
    }

    /// Takes a registered instance out of its stack.
    package func deregisterInstance(id: String) async throws(AWSError) {
        try await call("DeregisterInstance", ["InstanceId": .string(id)], isRepeatable: false)
    }
}
