extension OpsWorks {
    /// Something that the agent was told to do on an instance.
    package struct Command: Sendable, Equatable {
        package let id: String
        /// The kind of work: `setup`, `configure`, `update_custom_cookbooks` and more.
        package let type: String
        /// How far it is: `pending`, `successful`, `failed`, `skipped` and more.
        package let status: String
        package let exitCode: Int?
        package let logURL: String?

        init(_ reader: JSONReader) throws(MalformedReply) {
            id = try reader.string("CommandId")
            type = try reader.string("Type")
            status = try reader.string("Status")
            exitCode = try reader.optionalInt("ExitCode")
            logURL = try reader.optionalString("LogUrl")
        }
    }

    /// Something that went wrong with an instance, in the service's words.
    package struct ServiceError: Sendable, Equatable {
        package let id: String
        package let type: String
        package let message: String

        init(_ reader: JSONReader) throws(MalformedReply) {
            id = try reader.string("ServiceErrorId")
            type = try reader.string("Type")
            message = try reader.string("Message")
        }
    }

    /// The commands of an instance.
    package func describeCommands(instanceID: String) async throws(AWSError) -> [Command] {
        try await call(
            "DescribeCommands", ["InstanceId": .string(instanceID)]
        ) { reply throws(MalformedReply) in try reply.list("Commands", Command.init) }
    }

    /// The service errors of an instance.
    package func describeServiceErrors(
        instanceID: String
    ) async throws(AWSError) -> [ServiceError] {
        try await describeServiceErrors(["InstanceId": .string(instanceID)])
    }

    /// The service errors of a stack and of everything in it.
    package func describeServiceErrors(stackID: String) async throws(AWSError) -> [ServiceError] {
        try await describeServiceErrors(["StackId": .string(stackID)])
    }

    private func describeServiceErrors(
        _ input: JSONValue
    ) async throws(AWSError) -> [ServiceError] {
        try await call("DescribeServiceErrors", input) { reply throws(MalformedReply) in
            try reply.list("ServiceErrors", ServiceError.init)
        }
    }
}
