package import JSON

extension SystemsManager {
    /// What an instance reports of itself for the inventory, of one type.
    package struct InventoryItem: Sendable {
        /// `AWS:…` or `Custom:…`, at most 100 characters.
        package let type: String
        /// `1.0`.
        package let schemaVersion: String
        /// UTC by ISO 8601, in whole seconds: `2026-05-01T12:00:00Z`.
        package let capturedAt: String
        /// By which the service knows content that it has already.
        package let contentHash: String
        /// At most 50 texts; names have at most 64 characters, values at most 4,096.
        package let content: [String: String]

        package init(
            type: String, schemaVersion: String, capturedAt: String, contentHash: String,
            content: [String: String]
        ) {
            self.type = type
            self.schemaVersion = schemaVersion
            self.capturedAt = capturedAt
            self.contentHash = contentHash
            self.content = content
        }
    }

    /// Puts an item into the inventory of an instance, in place of the earlier one of its type.
    ///
    /// - Throws: `AWSError`, with the code `InvalidInstanceId` for one that is no managed node.
    package func put(_ item: InventoryItem, ofInstance id: String) async throws(AWSError) {
        try await call(
            "PutInventory",
            [
                "InstanceId": .string(id),
                "Items": [
                    [
                        "TypeName": .string(item.type),
                        "SchemaVersion": .string(item.schemaVersion),
                        "CaptureTime": .string(item.capturedAt),
                        "ContentHash": .string(item.contentHash),
                        "Content": [.texts(item.content)],
                    ]
                ],
            ]
        ) { _ in }
    }
}

extension JSONValue {
    /// An object of texts, by their names.
    package static func texts(_ texts: [String: String]) -> JSONValue {
        .object(texts.sorted { $0.key < $1.key }.map { Member($0.key, .string($0.value)) })
    }
}
