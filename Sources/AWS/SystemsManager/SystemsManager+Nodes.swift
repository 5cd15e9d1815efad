import JSON

extension SystemsManager {
    /// A managed node: a machine whose agent has reported to Systems Manager.
    package struct Node: Sendable, Equatable {
        /// The EC2 instance's own id, or `mi-…` on premises.
        package let id: String
        /// `Online`, `ConnectionLost` or `Inactive`.
        package let pingStatus: String
        package let agentVersion: String?

        init(_ reader: ReplyFields) throws(MalformedReply) {
            id = try reader.string("InstanceId")
            pingStatus = try reader.string("PingStatus")
            agentVersion = try reader.optionalString("AgentVersion")
        }
    }

    /// An EC2 instance as a managed node; nil if its agent has not reported yet.
    package func node(ofInstance id: String) async throws(AWSError) -> Node? {
        do {
            return try await all(
                "DescribeInstanceInformation",
                [
                    .init("Filters", [["Key": "InstanceIds", "Values": [.string(id)]]])
                ],
                in: "InstanceInformationList", read: Node.init
            ).first { $0.id == id }
        } catch {
            guard error.isUnknownInstance else { throw error }
            return nil
        }
    }
}
