package import JSON

/// Reads the members of a JSON reply.
typealias ReplyFields = JSONFields<MalformedReply>

extension MalformedReply: FieldError {
    package init(_ problem: FieldProblem) {
        let words =
            switch problem.expected {
            case .text: "is not a string"
            case .integer: "is not a whole number"
            case .seconds: "is not a number of seconds"
            case .flag: "is neither true nor false"
            case .list: "is not an array"
            case .object: "is not an object"
            }
        self.init(
            problem.path.isEmpty ? "the reply" : problem.path,
            problem.isMissing ? "is missing" : words)
    }
}

extension ReplyFields {
    /// Parses a reply's text, and reads from its top.
    ///
    /// - Throws: `MalformedReply` for the whole text if it is not JSON.
    init(parsing text: [UInt8]) throws(MalformedReply) {
        let value: JSONValue
        do throws(MalformedJSON) {
            value = try JSONParser.parse(text)
        } catch {
            throw MalformedReply("", "is not JSON: \(error.problem) (byte \(error.place))")
        }
        try self.init(value)
    }

    /// A non-empty string.
    func string(_ name: String) throws(MalformedReply) -> String {
        guard let string = try optionalString(name) else { throw missing(name, .text) }
        return string
    }

    /// A string; nil if it is absent, null or empty.
    func optionalString(_ name: String) throws(MalformedReply) -> String? {
        try optionalText(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A list of objects, each parsed by `read`; empty if it is absent or null, as in the SDKs.
    func optionalList<Element>(
        _ name: String, _ read: (ReplyFields) throws(MalformedReply) -> Element
    ) throws(MalformedReply) -> [Element] {
        self[name] == nil ? [] : try list(name, read)
    }

    /// A program's exit status, in the range of any system.
    func optionalStatus(_ name: String) throws(MalformedReply) -> Int? {
        try optionalInteger(name, in: Int(Int32.min)...Int(UInt32.max))
    }
}
