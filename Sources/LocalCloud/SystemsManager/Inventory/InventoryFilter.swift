/// A condition on what nodes have reported, as `GetInventory` takes it.
struct InventoryFilter {
    private enum Comparison: String {
        case equal = "Equal"
        case notEqual = "NotEqual"
        case beginWith = "BeginWith"
        case lessThan = "LessThan"
        case greaterThan = "GreaterThan"
        case exists = "Exists"
    }

    private let path: InventoryPath
    private let values: [String]
    private let comparison: Comparison

    /// Reads one.
    ///
    /// - Parameters:
    ///   - input: the structure `InventoryFilter`.
    ///   - types: the types that there are.
    ///   - groups: whether it is one of an aggregator's group, which alone can ask for existence.
    /// - Throws: `InvalidFilter`, or that the model does not allow it.
    init(_ input: JSONInput, among types: Set<String>, ofGroup groups: Bool) throws(ServiceError) {
        let key = try input.required("Key")
        guard let path = InventoryPath(key), types.contains(path.type) else {
            throw ServiceError(
                "InvalidFilter",
                "The filter name isn't valid. Verify that you entered the correct name and try "
                    + "again.")
        }
        self.path = path
        values = try input.requiredStrings("Values")
        guard (1...40).contains(values.count) else {
            throw SystemsManager.constraint(
                "filters.1.member.values", "Member must have length between 1 and 40")
        }
        let word = try input.string("Type") ?? Comparison.equal.rawValue
        guard let comparison = Comparison(rawValue: word) else {
            throw SystemsManager.constraint(
                "filters.1.member.type", "Member must satisfy enum value set")
        }
        guard comparison != .exists || groups else {
            throw ServiceError("InvalidFilter", "The Exists filter must be used with aggregators.")
        }
        self.comparison = comparison
    }

    /// Reads a list of at most five.
    static func list(
        of input: JSONInput, among types: Set<String>, ofGroup groups: Bool = false
    ) throws(ServiceError) -> [InventoryFilter] {
        guard let filters = try input.structures("Filters") else { return [] }
        guard (1...5).contains(filters.count) else {
            throw SystemsManager.constraint(
                "filters", "Member must have length between 1 and 5")
        }
        var list: [InventoryFilter] = []
        for filter in filters {
            list.append(try InventoryFilter(filter, among: types, ofGroup: groups))
        }
        return list
    }

    /// Whether any of a node's entries has the attribute so.
    func fits(_ node: InventoryNode) -> Bool {
        let found = node.entries(of: path.type).compactMap { $0[path.attribute] }
        return switch comparison {
        case .exists: !found.isEmpty
        case .equal: found.contains(where: values.contains)
        // What was never said is not equal to anything, and is not listed either.
        case .notEqual: found.contains { !values.contains($0) }
        case .beginWith: found.contains { text in values.contains { text.begins(with: $0) } }
        case .lessThan: found.contains { text in values.contains { Self.isLess(text, $0) } }
        case .greaterThan: found.contains { text in values.contains { Self.isLess($0, text) } }
        }
    }

    private static func isLess(_ left: String, _ right: String) -> Bool {
        if let left = Double(left), let right = Double(right) { return left < right }
        return left < right
    }
}

/// `Custom:Enlist.status`: an attribute of a type.
struct InventoryPath {
    let type: String
    let attribute: String

    init?(_ text: String) {
        guard text.begins(with: "AWS:") || text.begins(with: "Custom:") else { return nil }
        let parts = text.words(at: ".")
        guard parts.count == 2 else { return nil }
        type = parts[0]
        attribute = parts[1]
    }
}
