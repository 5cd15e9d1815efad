import JSON

extension OpsWorks {
    /// A command that the agent got for an instance.
    package struct Command: Sendable, Equatable {
        package let id: String
        /// The type of command: `setup`, `configure`, `update_custom_cookbooks` and more; nil if
        /// the reply leaves it out.
        package let type: String?
        /// Its status: `pending`, `successful`, `failed`, `skipped` and more.
        package let status: String
        package let exitCode: Int?
        package let logURL: String?
        /// When it was created, as the service writes it: ISO 8601, so that texts sort by time.
        package let createdAt: String?

        init(_ reader: ReplyFields) throws(MalformedReply) {
            id = try reader.string("CommandId")
            type = try reader.optionalString("Type")
            status = try reader.string("Status")
            exitCode = try reader.optionalStatus("ExitCode")
            logURL = try reader.optionalString("LogUrl")
            createdAt = try reader.optionalString("CreatedAt")
        }
    }

    /// An error of an instance or a stack, in the service's words.
    package struct ServiceError: Sendable, Equatable {
        package let id: String?
        package let type: String?
        package let message: String?
        /// The member; nil if the error is about no member, for example a failed registration.
        package let instanceID: String?
        /// When it happened, as the service writes it: ISO 8601, so that texts sort by time.
        package let createdAt: String?

        init(_ reader: ReplyFields) throws(MalformedReply) {
            id = try reader.optionalString("ServiceErrorId")
            type = try reader.optionalString("Type")
            message = try reader.optionalString("Message")
            instanceID = try reader.optionalString("InstanceId")
            createdAt = try reader.optionalString("CreatedAt")
        }
    }

    /// The commands of an instance.
    package func describeCommands(instanceID: String) async throws(AWSError) -> [Command] {
        try await call(
            "DescribeCommands", ["InstanceId": .string(instanceID)]
        ) { reply throws(MalformedReply) in try reply.optionalList("Commands", Command.init) }
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
            try reply.optionalList("ServiceErrors", ServiceError.init)
        }
    }
}
