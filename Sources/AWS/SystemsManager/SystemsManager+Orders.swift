import JSON

extension SystemsManager {
    /// Which nodes a command is for: those that fit every target.
    package struct Target: Sendable {
        /// `tag:enlist:stack`.
        let key: String
        /// At most 50, one of which must fit.
        let values: [String]

        package init(_ key: String, _ values: [String]) {
            self.key = key
            self.values = values
        }
    }

    /// How far a command is on all its nodes.
    package struct CommandProgress: Sendable, Equatable {
        /// `Pending`, `InProgress`, `Success`, `Cancelled`, `Failed`, `TimedOut`, `Cancelling`.
        package let status: String
        package let targets: Int
        package let completed: Int
        package let errors: Int

        fileprivate init(_ reader: ReplyFields) throws(MalformedReply) {
            status = try reader.string("Status")
            targets = try reader.optionalInteger("TargetCount", in: 0...Int.max) ?? 0
            completed = try reader.optionalInteger("CompletedCount", in: 0...Int.max) ?? 0
            errors = try reader.optionalInteger("ErrorCount", in: 0...Int.max) ?? 0
        }
    }

    /// A command on one of its nodes.
    package struct NodeInvocation: Sendable, Equatable {
        package let node: String
        package let invocation: Invocation

        fileprivate init(_ reader: ReplyFields) throws(MalformedReply) {
            node = try reader.string("InstanceId")
            invocation = try Invocation(reader)
        }
    }

    /// Gives an order to all nodes that fit the targets.
    ///
    /// It is not repeated by itself: each time makes another command.
    ///
    /// - Parameters:
    ///   - order: what to run.
    ///   - targets: at most five.
    ///   - concurrency: how many nodes run it at a time: a number, or a percentage.
    ///   - errors: more nodes than these may not fail: a number, or a percentage.
    ///   - patience: seconds within which an agent must have begun, from 30 up.
    /// - Returns: the command's id.
    /// - Throws: `AWSError`.
    package func send(
        _ order: Order, to targets: [Target], concurrency: String, errors: String, patience: Int
    ) async throws(AWSError) -> String {
        let input =
            order.input + [
                .init(
                    "Targets",
                    .array(
                        targets.map { target in
                            [
                                "Key": .string(target.key),
                                "Values": .array(target.values.map { .string($0) }),
                            ]
                        })),
                .init("MaxConcurrency", .string(concurrency)),
                .init("MaxErrors", .string(errors)),
                .init("TimeoutSeconds", .number("\(patience)")),
            ]
        return try await call("SendCommand", .object(input), isRepeatable: false) {
            reply throws(MalformedReply) in
            try reply.object("Command").string("CommandId")
        }
    }

    /// How far a command is; nil for one that is not listed yet.
    package func progress(of commandID: String) async throws(AWSError) -> CommandProgress? {
        do {
            return try await call("ListCommands", ["CommandId": .string(commandID)]) {
                reply throws(MalformedReply) in
                try reply.optionalList("Commands", CommandProgress.init).first
            }
        } catch {
            guard error.code == "InvalidCommandId" else { throw error }
            return nil
        }
    }

    /// What has become of a command on its nodes, up to fifty a page.
    package func invocations(
        of commandID: String, page token: String?
    ) async throws(AWSError) -> Page<NodeInvocation> {
        try await page(
            "ListCommandInvocations",
            [
                .init("CommandId", .string(commandID)), .init("Details", .bool(true)),
                .init("MaxResults", .number("50")),
            ], at: token, in: "CommandInvocations", read: NodeInvocation.init)
    }
}
