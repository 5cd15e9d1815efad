package import Foundation

/// The input of an operation of the JSON protocol, parsed as strictly as the services do.
package struct JSONInput {
    private let members: [String: JSONValue]

    /// Parses a request's body.
    ///
    /// - Throws: `SerializationException` if it is not a JSON object.
    package init(_ body: Data) throws(ServiceError) {
        guard let value = try? JSONValue(parsing: body), case .object(let members) = value else {
            throw ServiceError("SerializationException", "")
        }
        self.members = members.filter { $0.value != .null }
    }

    /// A text that may be absent.
    package func string(_ name: String) throws(ServiceError) -> String? {
        try read(name, as: "String") { if case .string(let text) = $0 { text } else { nil } }
    }

    /// A text that must be there.
    package func required(_ name: String) throws(ServiceError) -> String {
        guard let value = try string(name) else { throw Self.missing(name) }
        return value
    }

    /// A list of texts that may be absent.
    package func strings(_ name: String) throws(ServiceError) -> [String]? {
        try read(name, as: "list of String") { value in
            guard case .array(let entries) = value else { return nil }
            let texts = entries.compactMap { if case .string(let text) = $0 { text } else { nil } }
            return texts.count == entries.count ? texts : nil
        }
    }

    /// A list of texts that must be there.
    package func requiredStrings(_ name: String) throws(ServiceError) -> [String] {
        guard let values = try strings(name) else { throw Self.missing(name) }
        return values
    }

    /// A boolean that may be absent.
    package func bool(_ name: String) throws(ServiceError) -> Bool? {
        try read(name, as: "Boolean") { if case .bool(let value) = $0 { value } else { nil } }
    }

    /// A whole number that may be absent, clamped to a range.
    package func count(
        _ name: String, in range: ClosedRange<Int>
    ) throws(ServiceError) -> Int? {
        let number: Int? = try read(name, as: "Integer") {
            if case .number(let number) = $0 { Int(exactly: number) } else { nil }
        }
        return number.map { min(max($0, range.lowerBound), range.upperBound) }
    }

    /// A structure that may be absent.
    package func structure(_ name: String) throws(ServiceError) -> JSONInput? {
        try read(name, as: "structure") { value in
            if case .object(let members) = value { JSONInput(members: members) } else { nil }
        }
    }

    /// A list of structures that may be absent.
    package func structures(_ name: String) throws(ServiceError) -> [JSONInput]? {
        try read(name, as: "list of structure") { value in
            guard case .array(let entries) = value else { return nil }
            let inputs = entries.compactMap { entry in
                if case .object(let members) = entry { JSONInput(members: members) } else { nil }
            }
            return inputs.count == entries.count ? inputs : nil
        }
    }

    /// All members except some, as they were given.
    package func others(than known: Set<String>) -> [String: JSONValue] {
        members.filter { !known.contains($0.key) }
    }

    private init(members: [String: JSONValue]) {
        self.members = members
    }

    private func read<Value>(
        _ name: String, as type: String, _ convert: (JSONValue) -> Value?
    ) throws(ServiceError) -> Value? {
        guard let value = members[name] else { return nil }
        guard let converted = convert(value) else {
            let given = value.kind.words(at: " ").last ?? ""
            throw ServiceError(
                "SerializationException",
                "\(given.uppercased())_VALUE can not be converted to a \(type)")
        }
        return converted
    }

    private static func missing(_ name: String) -> ServiceError {
        let member = name.prefix(1).lowercased() + name.dropFirst()
        return .validation(
            "1 validation error detected: Value null at '\(member)' failed to satisfy constraint: "
                + "Member must not be null")
    }
}
