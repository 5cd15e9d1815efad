import JSON

extension SystemsManager {
    /// A condition on an attribute of the inventory.
    package struct InventoryFilter: Sendable {
        /// `Custom:Enlist.status`.
        let key: String
        let values: [String]
        /// `Equal`, `NotEqual`, `BeginWith`.
        let comparison: String

        /// Creates a filter of at most 40 values.
        package init(_ key: String, _ values: [String], _ comparison: String = "Equal") {
            self.key = key
            self.values = values
            self.comparison = comparison
        }

        fileprivate var json: JSONValue {
            [
                "Key": .string(key), "Values": .array(values.map { .string($0) }),
                "Type": .string(comparison),
            ]
        }
    }

    /// A node's report of one type.
    package struct InventoryEntity: Sendable, Equatable {
        /// Empty for counts.
        package let node: String
        package let capturedAt: String
        /// Texts by name, for each reported item.
        package let content: [[String: String]]

        fileprivate init(_ reader: ReplyFields, type: String) throws(MalformedReply) {
            node = try reader.optionalString("Id") ?? ""
            let item = try reader.optionalObject("Data")?.optionalObject(type)
            capturedAt = try item?.optionalString("CaptureTime") ?? ""
            content =
                try item?.optionalList("Content")?.map { entry throws(MalformedReply) in
                    guard case .object(let members) = entry else {
                        throw MalformedReply("Entities.Data.Content", "is not an object")
                    }
                    return Dictionary(
                        members.compactMap { member in
                            member.value.string.map { (member.name, $0) }
                        }
                    ) { first, _ in first }
                } ?? []
        }
    }

    /// A page of a list, and the token of the next one; nil after the last.
    package struct Page<Element: Sendable>: Sendable {
        package let elements: [Element]
        package let next: String?
    }

    /// The nodes' reports of a type, up to fifty a page.
    ///
    /// - Parameters:
    ///   - type: `Custom:…`
    ///   - filters: at most five, all of which must fit.
    ///   - token: the page; nil for the first.
    /// - Returns: the page.
    /// - Throws: `AWSError`; see `isUnknownInventory`.
    package func inventory(
        of type: String, where filters: [InventoryFilter], page token: String?
    ) async throws(AWSError) -> Page<InventoryEntity> {
        var input: [JSONValue.Member] = [
            .init("ResultAttributes", [["TypeName": .string(type)]]),
            .init("MaxResults", .number("50")),
        ]
        if !filters.isEmpty { input.append(.init("Filters", .array(filters.map(\.json)))) }
        return try await page("GetInventory", input, at: token, in: "Entities") {
            reader throws(MalformedReply) in
            try InventoryEntity(reader, type: type)
        }
    }

    /// The number of nodes for each value of an attribute.
    ///
    /// - Parameters:
    ///   - attribute: `Custom:Enlist.status`.
    ///   - filters: at most five, all of which must fit.
    /// - Returns: the counts by value.
    /// - Throws: `AWSError`; see `isUnknownInventory`.
    package func counts(
        of attribute: (type: String, name: String), where filters: [InventoryFilter]
    ) async throws(AWSError) -> [String: Int] {
        var input: [JSONValue.Member] = [
            .init(
                "Aggregators", [["Expression": .string("\(attribute.type).\(attribute.name)")]])
        ]
        if !filters.isEmpty { input.append(.init("Filters", .array(filters.map(\.json)))) }
        let entities = try await call("GetInventory", .object(input)) {
            reply throws(MalformedReply) in
            try reply.optionalList("Entities") { reader throws(MalformedReply) in
                try InventoryEntity(reader, type: attribute.type)
            }
        }
        var counts: [String: Int] = [:]
        for entry in entities.flatMap(\.content) {
            guard let value = entry[attribute.name], let count = entry["Count"].flatMap({ Int($0) })
            else { continue }
            counts[value, default: 0] += count
        }
        return counts
    }

    /// One page of a list.
    func page<Element: Sendable>(
        _ name: String, _ input: [JSONValue.Member], at token: String?, in list: String,
        read: (ReplyFields) throws(MalformedReply) -> Element
    ) async throws(AWSError) -> Page<Element> {
        let place = token.map { [JSONValue.Member("NextToken", .string($0))] } ?? []
        return try await call(name, .object(input + place)) { reply throws(MalformedReply) in
            let next = try reply.optionalString("NextToken")
            if let next, next == token {
                throw MalformedReply("NextToken", "leads to the same page")
            }
            return Page(elements: try reply.optionalList(list, read), next: next)
        }
    }
}

extension AWSError {
    /// Whether no node has ever reported the requested type of inventory.
    package var isUnknownInventory: Bool {
        [
            "InvalidTypeNameException", "InvalidResultAttributeException", "InvalidFilter",
            "InvalidAggregatorException",
        ].contains(code)
    }
}
