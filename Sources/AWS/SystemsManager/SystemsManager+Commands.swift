import JSON

extension SystemsManager {
    /// A document to be run on an instance.
    package struct Order: Sendable {
        /// The document's name or ARN.
        package let document: String
        /// A number, `$DEFAULT` or `$LATEST`.
        package let version: String
        /// Each parameter's values; one that is no list has one value.
        package let parameters: [String: [String]]
        /// By which the command is found again; at most 100 characters.
        package let comment: String
        /// Where the agent puts all that the document prints besides; nil for nowhere.
        package let bucket: (name: String, prefix: String)?
        /// The group of CloudWatch Logs to which the agent sends it; nil for none.
        package let logGroup: String?

        package init(
            document: String, version: String, parameters: [String: [String]], comment: String,
            bucket: (name: String, prefix: String)? = nil, logGroup: String? = nil
        ) {
            self.document = document
            self.version = version
            self.parameters = parameters
            self.comment = comment
            self.bucket = bucket
            self.logGroup = logGroup
        }

        var input: [JSONValue.Member] {
            var input: [JSONValue.Member] = [
                .init("DocumentName", .string(document)),
                .init("DocumentVersion", .string(version)),
                .init("Comment", .string(comment)),
            ]
            if !parameters.isEmpty {
                let values = parameters.sorted { $0.key < $1.key }.map { name, values in
                    JSONValue.Member(name, .array(values.map { .string($0) }))
                }
                input.append(.init("Parameters", .object(values)))
            }
            if let bucket {
                input.append(.init("OutputS3BucketName", .string(bucket.name)))
                if !bucket.prefix.isEmpty {
                    input.append(.init("OutputS3KeyPrefix", .string(bucket.prefix)))
                }
            }
            if let logGroup {
                input.append(
                    .init(
                        "CloudWatchOutputConfig",
                        [
                            "CloudWatchLogGroupName": .string(logGroup),
                            "CloudWatchOutputEnabled": .bool(true),
                        ]))
            }
            return input
        }
    }

    /// What has become of a command on one instance.
    package struct Invocation: Sendable, Equatable {
        package let commandID: String
        package let comment: String?
        /// `Pending`, `InProgress`, `Delayed`, `Success`, `Failed`, `TimedOut`, `Cancelling` or
        /// `Cancelled`.
        package let status: String
        /// The same in finer words: `Delivery Timed Out`, `Undeliverable` and more.
        package let statusDetails: String?
        /// What went wrong before any step began, as a parameter that cannot be resolved.
        package let trace: String?
        /// The steps of the document that have begun.
        package let plugins: [Plugin]

        /// A step of the document.
        package struct Plugin: Sendable, Equatable {
            /// `step` where the reply leaves it out.
            package let name: String
            /// `Success`, `Failed` and more; nil if the reply leaves it out.
            package let status: String?
            package let responseCode: Int?
            /// What it printed, to 2,500 characters.
            package let output: String?

            init(_ reader: ReplyFields) throws(MalformedReply) {
                name = try reader.optionalString("Name") ?? "step"
                status = try reader.optionalString("Status")
                responseCode = try reader.optionalStatus("ResponseCode")
                output = try reader.optionalString("Output")
            }
        }

        /// A command that was just given.
        package init(commandID: String) {
            self.commandID = commandID
            comment = nil
            status = "Pending"
            statusDetails = nil
            trace = nil
            plugins = []
        }

        init(_ reader: ReplyFields) throws(MalformedReply) {
            commandID = try reader.string("CommandId")
            comment = try reader.optionalString("Comment")
            status = try reader.string("Status")
            statusDetails = try reader.optionalString("StatusDetails")
            trace = try reader.optionalString("TraceOutput")
            plugins = try reader.optionalList("CommandPlugins", Plugin.init)
        }
    }

    /// Gives an order to an instance's agent.
    ///
    /// It is not repeated by itself: each time makes another command.
    ///
    /// - Parameters:
    ///   - order: what to run.
    ///   - instanceID: where.
    ///   - patience: seconds within which the agent must have begun, from 30 up.
    /// - Returns: the command's id.
    /// - Throws: `AWSError`, with the code `InvalidInstanceId` for one that is no managed node.
    package func send(
        _ order: Order, to instanceID: String, patience: Int
    ) async throws(AWSError) -> String {
        let input =
            order.input + [
                .init("InstanceIds", [.string(instanceID)]),
                .init("TimeoutSeconds", .number("\(patience)")),
            ]
        return try await call("SendCommand", .object(input), isRepeatable: false) {
            reply throws(MalformedReply) in
            try reply.object("Command").string("CommandId")
        }
    }

    /// What has become of the commands that an instance was given in the last month.
    ///
    /// - Parameters:
    ///   - instanceID: the instance.
    ///   - commandID: of one command; nil for all.
    /// - Returns: each, the steps of its document included; none for a command that is not listed yet.
    /// - Throws: `AWSError`.
    package func invocations(
        on instanceID: String, commandID: String? = nil
    ) async throws(AWSError) -> [Invocation] {
        var input: [JSONValue.Member] = [
            .init("InstanceId", .string(instanceID)),
            .init("Details", .bool(true)),
        ]
        if let commandID {
            input.append(.init("CommandId", .string(commandID)))
        }
        do {
            return try await all(
                "ListCommandInvocations", input, in: "CommandInvocations", read: Invocation.init)
        } catch {
            // A command that was just given is not known everywhere at once, either.
            guard error.isUnknownInstance || commandID != nil && error.code == "InvalidCommandId"
            else { throw error }
            return []
        }
    }

    /// What a step of a command's document printed, as far as Systems Manager keeps it.
    ///
    /// - Parameters:
    ///   - plugin: the step's name.
    ///   - commandID: the command.
    ///   - instanceID: where it ran.
    /// - Returns: the first 24,000 characters of its output, and after them the first 8,000 of its errors.
    /// - Throws: `AWSError`.
    package func output(
        of plugin: String, of commandID: String, on instanceID: String
    ) async throws(AWSError) -> String {
        try await call(
            "GetCommandInvocation",
            [
                "CommandId": .string(commandID), "InstanceId": .string(instanceID),
                "PluginName": .string(plugin),
            ]
        ) { reply throws(MalformedReply) in
            let texts = [
                try reply.optionalString("StandardOutputContent"),
                try reply.optionalString("StandardErrorContent"),
            ]
            return texts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n")
        }
    }

    /// Tells an instance's agent to end a command; what it has done by then stays.
    package func cancel(_ commandID: String, on instanceID: String) async throws(AWSError) {
        try await call(
            "CancelCommand",
            ["CommandId": .string(commandID), "InstanceIds": [.string(instanceID)]]
        ) { _ in }
    }
}
