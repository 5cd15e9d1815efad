import Foundation

// What nodes report of themselves.
extension SystemsManager {
    @Sendable static func putInventory(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let id = try input.required("InstanceId")
        _ = try managed(id, in: state)
        guard let items = try input.structures("Items") else {
            throw constraint("items", "Member must not be null")
        }
        guard (1...30).contains(items.count) else {
            throw constraint("items", "Member must have length between 1 and 30")
        }
        var inventory = state.systemsManager.inventory
        for item in items { try put(item, of: id, in: &inventory) }
        let size = inventory.items[id]?.values.reduce(0) { $0 + $1.size } ?? 0
        guard size <= InventoryState.limits.node else {
            throw ServiceError(
                "TotalSizeLimitExceededException",
                "The size of inventory data has exceeded the total size limit for the resource.")
        }
        state.systemsManager.inventory = inventory
        return [:]
    }

    private static func put(
        _ input: JSONInput, of node: String, in inventory: inout InventoryState
    ) throws(ServiceError) {
        let type = try input.required("TypeName")
        guard type.unicodeScalars.count <= 100,
            type.begins(with: "AWS:") || type.begins(with: "Custom:")
        else {
            throw ServiceError("InvalidTypeNameException", "The type name \(type) is not valid.")
        }
        let version = try input.required("SchemaVersion")
        let versions = /[0-9]{1,6}\.[0-9]{1,6}/  // characters: own
        guard (try? versions.wholeMatch(in: version)) != nil else {  // characters: own
            throw constraint("items.1.member.schemaVersion", "Member must satisfy the pattern")
        }
        let time = try input.required("CaptureTime")
        guard Timestamp.isWholeSecond(time) else {
            throw constraint("items.1.member.captureTime", "Member must satisfy the pattern")
        }
        let hash = try input.string("ContentHash")
        guard hash?.utf8.count ?? 0 <= 256 else {
            throw constraint(
                "items.1.member.contentHash",
                "Member must have length less than or equal to 256")
        }
        let known = inventory.items[node]?[type]
        guard let entries = try input.structures("Content") else {
            // What is left out has not changed; that is true only of what is there.
            guard let known, hash == known.contentHash else {
                throw ServiceError(
                    "ItemContentMismatchException", "The inventory item has invalid content.")
            }
            inventory.items[node]?[type]?.capturedAt = time
            return
        }
        guard entries.count <= 10_000 else {
            throw constraint(
                "items.1.member.content",
                "Member must have length less than or equal to 10000")
        }
        var content: [[String: String]] = []
        for entry in entries { content.append(try attributes(entry, most: 50)) }
        let item = InventoryState.Item(
            schemaVersion: version, capturedAt: time, contentHash: hash, content: content)
        guard item.size <= InventoryState.limits.item else {
            throw ServiceError(
                "ItemSizeLimitExceededException",
                "The inventory item size has exceeded the size limit.")
        }
        let custom = inventory.types.filter { $0.begins(with: "Custom:") }
        if type.begins(with: "Custom:"), !custom.contains(type),
            custom.count >= InventoryState.mostCustomTypes
        {
            throw ServiceError(
                "CustomSchemaCountLimitExceededException",
                "You have exceeded the limit for custom schemas. Delete one or more custom schemas "
                    + "and try again.")
        }
        inventory.items[node, default: [:]][type] = item
    }

    /// A map of texts: names of 1 to 64 characters, values of at most 4,096.
    static func attributes(
        _ input: JSONInput, most: Int? = nil
    ) throws(ServiceError) -> [String: String] {
        var texts: [String: String] = [:]
        for (name, value) in input.others(than: []) {
            guard let text = value.string else {
                throw ServiceError(
                    "SerializationException", "\(name): can not be converted to a String")
            }
            guard (1...64).contains(name.unicodeScalars.count) else {
                throw constraint("\(name)", "Map keys must have length between 1 and 64")
            }
            guard text.unicodeScalars.count <= 4_096 else {
                throw constraint(
                    "\(name)", "Map value must have length less than or equal to 4096")
            }
            texts[name] = text
        }
        if let most, texts.count > most {
            throw constraint("content", "Map must have length less than or equal to \(most)")
        }
        return texts
    }

    /// The refusal of input that the model does not allow.
    static func constraint(_ member: String, _ constraint: String) -> ServiceError {
        .validation(
            "1 validation error detected: Value at '\(member)' failed to satisfy constraint: "
                + constraint)
    }
}
