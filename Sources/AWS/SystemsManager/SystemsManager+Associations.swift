import JSON

extension SystemsManager {
    /// An association of State Manager: a document for all instances that its targets name.
    package struct Association: Sendable, Equatable {
        package let id: String
        /// Its name; nil if it has none.
        package let name: String?
        /// The document's name or ARN.
        package let document: String
        /// The version of the document: a number, `$LATEST` or `$DEFAULT`.
        package let version: String
        /// Each target's values by its key: `tag:enlist:layer`, `InstanceIds`.
        package let targets: [String: [String]]

        init(_ reader: ReplyFields) throws(MalformedReply) {
            id = try reader.string("AssociationId")
            name = try reader.optionalString("AssociationName")
            document = try reader.string("Name")
            version = try reader.optionalString("DocumentVersion") ?? "$DEFAULT"
            let targets = try reader.optionalList("Targets", Target.init)
            self.targets = Dictionary(targets.map { ($0.key, $0.values) }, uniquingKeysWith: +)
        }

        private struct Target {
            let key: String
            let values: [String]

            init(_ reader: ReplyFields) throws(MalformedReply) {
                key = try reader.optionalString("Key") ?? ""
                values = reader["Values"] == nil ? [] : try reader.texts("Values")
            }
        }
    }

    /// The status of an association on one instance.
    package struct AssociationStatus: Sendable, Equatable {
        package let associationID: String
        package let document: String?
        /// `Pending`, `Success`, `Failed` and more; the set is open.
        package let status: String
        /// The status in more detail: `Associated`, `InProgress`, `TimedOut` and more.
        package let detailedStatus: String?
        /// The agent's last message, a sentence.
        package let summary: String?
        package let errorCode: String?

        init(_ reader: ReplyFields) throws(MalformedReply) {
            associationID = try reader.string("AssociationId")
            document = try reader.optionalString("Name")
            status = try reader.optionalString("Status") ?? "Pending"
            detailedStatus = try reader.optionalString("DetailedStatus")
            summary = try reader.optionalString("ExecutionSummary")
            errorCode = try reader.optionalString("ErrorCode")
        }
    }

    /// The associations of the account in the region.
    package func associations() async throws(AWSError) -> [Association] {
        try await all(
            "ListAssociations", [.init("MaxResults", .number("50"))], in: "Associations",
            read: Association.init)
    }

    /// The status of each association that targets an instance; none for an instance that Systems
    /// Manager does not know yet.
    package func associationStatuses(
        ofInstance id: String
    ) async throws(AWSError) -> [AssociationStatus] {
        do {
            return try await all(
                "DescribeInstanceAssociationsStatus",
                [.init("InstanceId", .string(id)), .init("MaxResults", .number("20"))],
                in: "InstanceAssociationStatusInfos", read: AssociationStatus.init)
        } catch {
            guard error.isUnknownInstance else { throw error }
            return []
        }
    }
}

extension AWSError {
    /// Whether Systems Manager does not know the instance, or not everywhere yet.
    package var isUnknownInstance: Bool { code == "InvalidInstanceId" }
}
