import JSON

extension SystemsManager {
    /// Whether an instance is as it is to be, in the items of one type.
    package struct Compliance: Sendable {
        /// One thing that is to be so.
        package struct Item: Sendable {
            package let id: String
            /// At most 500 characters.
            package let title: String
            package let isCompliant: Bool
            /// Names have at most 64 characters, values at most 4,096.
            package let details: [String: String]

            package init(
                id: String, title: String, isCompliant: Bool, details: [String: String]
            ) {
                self.id = id
                self.title = title
                self.isCompliant = isCompliant
                self.details = details
            }
        }

        /// The type's name: `Custom:Enlist`.
        package let type: String
        /// Seconds since the epoch.
        package let executedAt: Int
        /// At most 100 characters.
        package let executionID: String
        package let contentHash: String
        package let items: [Item]

        package init(
            type: String, executedAt: Int, executionID: String, contentHash: String, items: [Item]
        ) {
            self.type = type
            self.executedAt = executedAt
            self.executionID = executionID
            self.contentHash = contentHash
            self.items = items
        }
    }

    /// Puts the items of a type in place of the earlier ones of an instance.
    ///
    /// - Throws: `AWSError`, with the code `InvalidResourceId` for an instance that is no managed node.
    package func put(_ compliance: Compliance, ofInstance id: String) async throws(AWSError) {
        let items = compliance.items.map { item -> JSONValue in
            [
                "Id": .string(item.id), "Title": .string(item.title),
                "Severity": .string(item.isCompliant ? "INFORMATIONAL" : "HIGH"),
                "Status": .string(item.isCompliant ? "COMPLIANT" : "NON_COMPLIANT"),
                "Details": .texts(item.details),
            ]
        }
        try await call(
            "PutComplianceItems",
            [
                "ResourceId": .string(id), "ResourceType": "ManagedInstance",
                "ComplianceType": .string(compliance.type),
                "ExecutionSummary": [
                    "ExecutionTime": .number("\(compliance.executedAt)"),
                    "ExecutionId": .string(compliance.executionID), "ExecutionType": "Run",
                ],
                "Items": .array(items), "ItemContentHash": .string(compliance.contentHash),
                "UploadType": "COMPLETE",
            ]
        ) { _ in }
    }
}
