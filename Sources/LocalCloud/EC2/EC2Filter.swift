/// A filter of EC2's describe operations: a name and the accepted values, with `*` for any text.
package struct EC2Filter: Sendable {
    private let name: String
    private let values: [Wildcard]

    /// Parses `Filter.1.Name`, `Filter.1.Value.1`, and so on.
    package static func list(of parameters: QueryParameters) throws(ServiceError) -> [EC2Filter] {
        var filters: [EC2Filter] = []
        for (index, members) in parameters.structures("Filter").enumerated() {
            guard let name = members["Name"] else { throw .missing(parameter: "Filter.Name") }
            let values = parameters.list("Filter.\(index + 1).Value")
            guard !values.isEmpty else { throw .missing(parameter: "Filter.Value") }
            filters.append(EC2Filter(name: name, values: values.map(Wildcard.init)))
        }
        return filters
    }

    /// Whether an object passes all filters.
    ///
    /// - Parameters:
    ///   - filters: The filters.
    ///   - value: The object's values for a filter's name, nil for an unknown filter.
    /// - Returns: Whether each filter matches a value.
    /// - Throws: EC2's refusal of an unknown filter.
    package static func allFit(
        _ filters: [EC2Filter], _ value: (String) -> String?
    ) throws(ServiceError) -> Bool {
        for filter in filters {
            guard let found = value(filter.name) else {
                throw ServiceError(
                    "InvalidParameterValue", "The filter '\(filter.name)' is invalid")
            }
            guard filter.values.contains(where: { $0.matches(found) }) else { return false }
        }
        return true
    }
}
