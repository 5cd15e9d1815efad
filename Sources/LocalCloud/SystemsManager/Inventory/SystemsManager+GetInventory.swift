import Foundation

// What all nodes have reported, filtered, counted, and page by page.
extension SystemsManager {
    @Sendable static func getInventory(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let inventory = state.systemsManager.inventory
        let types = inventory.types.union([InventoryNode.ownType])
        let filters = try InventoryFilter.list(of: input, among: types)
        let wanted = try resultType(of: input, among: types)
        let nodes = state.machines
            .filter { $0.agent.heardAt != nil && $0.region == call.region }
            .map { InventoryNode($0, in: inventory, at: call.now) }
            .filter { node in filters.allSatisfy { $0.fits(node) } }
        if let aggregators = try input.structures("Aggregators") {
            guard (1...10).contains(aggregators.count) else {
                throw constraint("aggregators", "Member must have length between 1 and 10")
            }
            var entities: [JSONValue] = []
            for aggregator in aggregators {
                entities.append(try counts(of: nodes, by: aggregator, among: types))
            }
            return ["Entities": .array(entities)]
        }
        try checkPageSize(of: input)
        let (shown, next) = try page(nodes, input, size: 50)
        return .object(dropping: [
            "Entities": .array(
                shown.map { node in
                    let data = node.items[wanted].map { [wanted: $0.json(ofType: wanted)] }
                    return ["Id": .string(node.id), "Data": .object(data ?? [:])]
                }),
            "NextToken": next,
        ])
    }

    /// The type whose items are shown: by default the one that every node has.
    private static func resultType(
        of input: JSONInput, among types: Set<String>
    ) throws(ServiceError) -> String {
        guard let attributes = try input.structures("ResultAttributes") else {
            return InventoryNode.ownType
        }
        guard attributes.count == 1 else {
            throw constraint("resultAttributes", "Member must have length between 1 and 1")
        }
        let type = try attributes[0].required("TypeName")
        guard types.contains(type) else {
            throw ServiceError(
                "InvalidResultAttributeException",
                "The specified inventory item result attribute isn't valid.")
        }
        return type
    }

    /// One entity: the number of nodes for each value or group ("Aggregating inventory data" in the
    /// user guide).
    private static func counts(
        of nodes: [InventoryNode], by aggregator: JSONInput, among types: Set<String>
    ) throws(ServiceError) -> JSONValue {
        if let groups = try aggregator.structures("Groups") {
            guard (1...15).contains(groups.count) else {
                throw constraint("aggregators.groups", "Member must have length between 1 and 15")
            }
            var entries: [JSONValue] = []
            for group in groups {
                let name = try group.required("Name")
                let filters = try InventoryFilter.list(of: group, among: types, ofGroup: true)
                let count = nodes.count { node in filters.allSatisfy { $0.fits(node) } }
                entries.append([
                    "matchingCount": "\(count)", "notMatchingCount": "\(nodes.count - count)",
                    "groupName": .string(name),
                ])
            }
            return entity(InventoryNode.ownType, entries)
        }
        var paths = [try path(of: aggregator, among: types)]
        var nested = try aggregator.structures("Aggregators")?.first
        while let inner = nested {
            paths.append(try path(of: inner, among: types))
            nested = try inner.structures("Aggregators")?.first
        }
        var counts: [[String]: Int] = [:]
        for node in nodes {
            // Several entries of a node with the same values are one.
            var seen: Set<[String]> = []
            for entry in node.entries(of: paths[0].type) {
                let values = paths.compactMap { path in
                    path.type == paths[0].type
                        ? entry[path.attribute]
                        : node.entries(of: path.type).first?[path.attribute]
                }
                guard values.count == paths.count, seen.insert(values).inserted else { continue }
                counts[values, default: 0] += 1
            }
        }
        return entity(
            paths[0].type,
            counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { values, count in
                var members: [String: JSONValue] = ["Count": "\(count)"]
                for (path, value) in zip(paths, values) { members[path.attribute] = .string(value) }
                return .object(members)
            })
    }

    private static func path(
        of aggregator: JSONInput, among types: Set<String>
    ) throws(ServiceError) -> InventoryPath {
        guard let path = InventoryPath(try aggregator.required("Expression")),
            types.contains(path.type)
        else {
            throw ServiceError(
                "InvalidAggregatorException",
                "The specified aggregator isn't valid for the group type. Verify that the "
                    + "aggregator you provided is supported.")
        }
        return path
    }

    private static func entity(_ type: String, _ entries: [JSONValue]) -> JSONValue {
        [
            "Data": [
                type: [
                    "TypeName": .string(type), "SchemaVersion": "1.0", "Content": .array(entries),
                ]
            ]
        ]
    }

    /// Refuses pages of no or more than 50 elements.
    static func checkPageSize(of input: JSONInput) throws(ServiceError) {
        guard let size = try input.count("MaxResults", in: Int.min...Int.max) else { return }
        guard (1...50).contains(size) else {
            throw constraint("maxResults", "Member must have value between 1 and 50")
        }
    }
}
