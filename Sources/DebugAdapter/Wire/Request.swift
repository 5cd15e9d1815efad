package import JSON

/// A request of the client.
package struct Request: Sendable {
    package let number: Int
    package let command: String
    /// Empty if there are no arguments, or if they are not an object.
    package let arguments: JSONFields<AdapterProblem>

    /// The range of the protocol's numbers, none of which exceeds 32 bits.
    ///
    /// The description of "variablesReference" in the Debug Adapter Protocol 1.71 says so.
    /// Calculations with them cannot overflow 64 bits.
    static let numbers = Int(Int32.min)...Int(Int32.max)

    /// Parses a message.
    ///
    /// - Returns: nil if it is not a request: the adapter sends none, so it expects no response.
    /// - Throws: if it lacks what every request has.
    package init?(_ message: JSONValue) throws(AdapterProblem) {
        guard let type = message["type"]?.string else { throw .malformed("type") }
        guard type == "request" else { return nil }
        guard let number = message["seq"]?.integer else { throw .malformed("seq") }
        guard let command = message["command"]?.string else { throw .malformed("command") }
        self.number = number
        self.command = command
        let arguments = message["arguments"] ?? .null
        if case .object(let members) = arguments {
            self.arguments = JSONFields(members)
        } else {
            self.arguments = JSONFields([])
        }
    }

    /// An argument; nil if it is missing or null.
    package subscript(name: String) -> JSONValue? { arguments[name] }
}

extension JSONFields<AdapterProblem> {
    func integer(_ name: String) throws(AdapterProblem) -> Int {
        try integer(name, in: Request.numbers)
    }

    func optionalInteger(_ name: String) throws(AdapterProblem) -> Int? {
        try optionalInteger(name, in: Request.numbers)
    }
}

extension JSONValue {
    /// A number in the protocol's range.
    var integer: Int? { integer(in: Request.numbers) }

    static func integer(_ value: Int) -> JSONValue { .number(String(value)) }

    /// An object without the members whose value is nil.
    static func having(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        .object(members.compactMap { name, value in value.map { Member(name, $0) } })
    }
}
