import Foundation

/// The parameters of a Query or EC2 protocol request: a form-encoded body.
package struct QueryParameters: Sendable, Equatable {
    private let values: [String: String]

    /// Parses a form-encoded text.
    ///
    /// - Throws: ``ServiceError/malformedQuery`` for broken percent encoding or text that is not
    ///   UTF-8.
    package init(formEncoded text: String) throws(ServiceError) {
        var values: [String: String] = [:]
        for pair in text.words(at: "&") {
            let parts = pair.parts(at: "=", most: 1)
            guard let name = Self.decoded(parts[0]),
                let value = Self.decoded(parts.count > 1 ? parts[1] : "")
            else { throw .malformedQuery }
            values[name] = value
        }
        self.values = values
    }

    /// A parameter; nil if it is absent.
    package subscript(_ name: String) -> String? { values[name] }

    /// A parameter that must be there.
    ///
    /// - Throws: The protocol's validation error if it is absent or empty.
    package func required(_ name: String) throws(ServiceError) -> String {
        guard let value = values[name], !value.isEmpty else { throw .missing(parameter: name) }
        return value
    }

    /// A list: `ResourceId.1`, `ResourceId.2`, … in the order of their numbers.
    package func list(_ name: String) -> [String] {
        (1...).lazy.map { values["\(name).\($0)"] }.prefix { $0 != nil }.compactMap(\.self)
    }

    /// A list of structures: for `Tag` the members of `Tag.1`, `Tag.2`, …, each by its name.
    package func structures(_ name: String) -> [[String: String]] {
        var result: [[String: String]] = []
        while true {
            let prefix = "\(name).\(result.count + 1)."
            var members: [String: String] = [:]
            for (key, value) in values {
                if let name = key.rest(after: prefix) { members[name] = value }
            }
            guard !members.isEmpty else { return result }
            result.append(members)
        }
    }

    private static func decoded(_ text: String) -> String? {
        text.replacing(byte: "+", by: " ").removingPercentEncoding
    }
}
