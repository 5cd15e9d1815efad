/// What nodes have reported of themselves, by node and by type.
package struct InventoryState: Sendable {
    /// An item of one type, as it was put last.
    package struct Item: Sendable, Equatable {
        package var schemaVersion: String
        package var capturedAt: String
        package var contentHash: String?
        package var content: [[String: String]]
    }

    /// The maximum number of custom types of an account ("Systems Manager endpoints and quotas").
    static let mostCustomTypes = 20
    /// How many bytes one item, and all items of a node, can have (the same page).
    static let limits = (item: 1_000_000, node: 5_000_000)

    package var items: [String: [String: Item]] = [:]

    /// The types that any node has reported.
    package var types: Set<String> { Set(items.values.flatMap(\.keys)) }
}

extension InventoryState.Item {
    /// The bytes of its names and values.
    var size: Int {
        content.joined().reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    }

    /// The shape `InventoryResultItem`.
    func json(ofType type: String) -> JSONValue {
        .object(dropping: [
            "TypeName": .string(type), "SchemaVersion": .string(schemaVersion),
            "CaptureTime": .string(capturedAt),
            "ContentHash": contentHash.map { .string($0) },
            "Content": .array(content.map { .object($0.mapValues { .string($0) }) }),
        ])
    }
}
