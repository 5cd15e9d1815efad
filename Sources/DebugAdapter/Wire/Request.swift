package import JSON

/// What the client asks for.
package struct Request: Sendable {
    package let number: Int
    package let command: String
    /// None where there are none, or what is no object.
    package let arguments: JSONFields<AdapterProblem>

    /// The numbers of the protocol, which has none beyond 32 bits ("variablesReference" in the Debug
    /// Adapter Protocol 1.71 says so); what is reckoned with them stays among those of 64.
    static let numbers = Int(Int32.min)...Int(Int32.max)

    /// Takes a message.
    ///
    /// - Returns: nil for one that is no request: the adapter asks nothing, so nothing answers it.
    /// - Throws: where it lacks what every request has.
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

    /// An argument; nil where it is not there, or null.
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
    /// A number of the protocol's.
    var integer: Int? { integer(in: Request.numbers) }

    static func integer(_ value: Int) -> JSONValue { .number(String(value)) }

    /// An object without the members whose value is nil.
    static func having(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        .object(members.compactMap { name, value in value.map { Member(name, $0) } })
    }
}
