package import JSON

/// What the client asks for.
package struct Request: Sendable {
    package let number: Int
    package let command: String
    private let arguments: JSONValue

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
        arguments = message["arguments"] ?? .null
    }

    /// An argument; nil where it is not there, or null.
    package subscript(name: String) -> JSONValue? {
        arguments[name].flatMap { $0 == .null ? nil : $0 }
    }

    /// An argument that must be there.
    func text(_ name: String) throws(AdapterProblem) -> String {
        guard let text = try optionalText(name) else { throw .argument(name, "a text") }
        return text
    }

    func integer(_ name: String) throws(AdapterProblem) -> Int {
        guard let number = try optionalInteger(name) else { throw .argument(name, "an integer") }
        return number
    }

    package func optionalText(_ name: String) throws(AdapterProblem) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.string else { throw .argument(name, "a text") }
        return text
    }

    func optionalInteger(_ name: String) throws(AdapterProblem) -> Int? {
        guard let value = self[name] else { return nil }
        guard let number = value.integer else { throw .argument(name, "an integer") }
        return number
    }

    /// False where it is not there.
    package func flag(_ name: String) throws(AdapterProblem) -> Bool {
        guard let value = self[name] else { return false }
        guard case .bool(let flag) = value else { throw .argument(name, "true or false") }
        return flag
    }

    /// Empty where it is not there.
    func list(_ name: String) throws(AdapterProblem) -> [JSONValue] {
        guard let value = self[name] else { return [] }
        guard case .array(let values) = value else { throw .argument(name, "a list") }
        return values
    }

    /// Empty where it is not there.
    package func mapping(_ name: String) throws(AdapterProblem) -> [JSONValue.Member] {
        guard let value = self[name] else { return [] }
        guard case .object(let members) = value else { throw .argument(name, "a mapping") }
        return members
    }
}

extension JSONValue {
    var integer: Int? {
        guard case .number(let digits) = self else { return nil }
        return Int(digits)
    }

    static func integer(_ value: Int) -> JSONValue { .number(String(value)) }

    /// An object without the members whose value is nil.
    static func having(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        .object(members.compactMap { name, value in value.map { Member(name, $0) } })
    }
}
