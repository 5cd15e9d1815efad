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
    /// Reads from the top of a reply's text.
    ///
    /// - Throws: `MalformedReply` for the whole text where it is not JSON.
    init(parsing text: [UInt8]) throws(MalformedReply) {
        let value: JSONValue
        do throws(MalformedJSON) {
            value = try JSONParser.parse(text)
        } catch {
            throw MalformedReply("", "is not JSON: \(error.problem) (byte \(error.place))")
        }
        try self.init(value)
    }

    /// A string with something in it.
    func string(_ name: String) throws(MalformedReply) -> String {
        guard let string = try optionalString(name) else { throw missing(name, .text) }
        return string
    }

    /// A string; nil where it is absent, null or empty.
    func optionalString(_ name: String) throws(MalformedReply) -> String? {
        try optionalText(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A list of objects, each as `read` reads it; empty where it is absent or null, as SDKs read it.
    func optionalList<Element>(
        _ name: String, _ read: (ReplyFields) throws(MalformedReply) -> Element
    ) throws(MalformedReply) -> [Element] {
        self[name] == nil ? [] : try list(name, read)
    }

    /// What a program ended with, as far as any system has it.
    func optionalStatus(_ name: String) throws(MalformedReply) -> Int? {
        try optionalInteger(name, in: Int(Int32.min)...Int(UInt32.max))
    }
}
