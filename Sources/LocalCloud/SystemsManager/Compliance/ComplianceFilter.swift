/// A condition on compliance, as the lists of it take one.
struct ComplianceFilter {
    private let key: String
    private let values: [String]
    private let comparison: String

    /// Reads the list `Filters`.
    ///
    /// - Parameters:
    ///   - input: of the operation.
    ///   - keys: the keys by which the operation can filter.
    /// - Returns: all of which must fit.
    /// - Throws: `InvalidFilter`, or that the model does not allow it.
    static func list(
        of input: JSONInput, keys: Set<String>
    ) throws(ServiceError) -> [ComplianceFilter] {
        var list: [ComplianceFilter] = []
        for filter in try input.structures("Filters") ?? [] {
            let key = try filter.required("Key")
            guard keys.contains(key) else {
                throw ServiceError(
                    "InvalidFilter",
                    "The filter name isn't valid. Verify that you entered the correct name and try "
                        + "again.")
            }
            let values = try filter.requiredStrings("Values")
            guard (1...20).contains(values.count) else {
                throw SystemsManager.constraint(
                    "filters.1.member.values", "Member must have length between 1 and 20")
            }
            let comparison = try filter.string("Type") ?? "EQUAL"
            let known = ["EQUAL", "NOT_EQUAL", "BEGIN_WITH", "LESS_THAN", "GREATER_THAN"]
            guard known.contains(comparison) else {
                throw SystemsManager.constraint(
                    "filters.1.member.type", "Member must satisfy enum value set")
            }
            list.append(ComplianceFilter(key: key, values: values, comparison: comparison))
        }
        return list
    }

    /// Whether what has these members fits.
    func fits(_ members: [String: String]) -> Bool {
        let value = members[key] ?? ""
        return switch comparison {
        case "NOT_EQUAL": !values.contains(value)
        case "BEGIN_WITH": values.contains { value.begins(with: $0) }
        case "LESS_THAN": values.contains { value < $0 }
        case "GREATER_THAN": values.contains { $0 < value }
        default: values.contains(value)
        }
    }
}
