import JSON

/// Reads a JSON reply strictly: whatever is missing or of another type is named by its path.
struct JSONReader {
    let value: JSONValue
    let path: String

    /// Reads from the top of a reply.
    init(_ value: JSONValue, path: String = "") {
        self.value = value
        self.path = path
    }

    /// Reads from the top of a reply's text.
    ///
    /// - Throws: `MalformedReply` for the whole text where it is not JSON.
    init(parsing text: [UInt8]) throws(MalformedReply) {
        do throws(MalformedJSON) {
            self.init(try JSONParser.parse(text))
        } catch {
            throw MalformedReply("", "is not JSON: \(error.problem) (byte \(error.place))")
        }
    }

    /// The member `name`, a string with something in it.
    func string(_ name: String) throws(MalformedReply) -> String {
        guard let string = try optionalString(name) else { throw missing(name) }
        return string
    }

    /// The member `name`, a string; nil where it is absent, null or empty.
    func optionalString(_ name: String) throws(MalformedReply) -> String? {
        guard let value = try member(name) else { return nil }
        guard let text = value.string else { throw MalformedReply(path(name), "is not a string") }
        return text.isEmpty ? nil : text
    }

    /// The member `name`, true or false; nil where it is absent or null.
    func optionalBool(_ name: String) throws(MalformedReply) -> Bool? {
        guard let value = try member(name) else { return nil }
        guard case .bool(let truth) = value else {
            throw MalformedReply(path(name), "is neither true nor false")
        }
        return truth
    }

    /// The member `name`, a whole number; nil where it is absent or null.
    func optionalInt(_ name: String) throws(MalformedReply) -> Int? {
        guard let value = try member(name) else { return nil }
        guard case .number(let digits) = value, let number = Int(digits) else {
            throw MalformedReply(path(name), "is not a whole number")
        }
        return number
    }

    /// The elements of the member `name`, an array, each as `read` reads it.
    func list<Element>(
        _ name: String, _ read: (JSONReader) throws(MalformedReply) -> Element
    ) throws(MalformedReply) -> [Element] {
        var list: [Element] = []
        for element in try array(name) { list.append(try read(element)) }
        return list
    }

    /// The same, where it may be absent or null: then there are none.
    func optionalList<Element>(
        _ name: String, _ read: (JSONReader) throws(MalformedReply) -> Element
    ) throws(MalformedReply) -> [Element] {
        try member(name) == nil ? [] : try list(name, read)
    }

    /// The member `name`, an object.
    func object(_ name: String) throws(MalformedReply) -> JSONReader {
        guard let value = try member(name) else { throw missing(name) }
        guard case .object = value else { throw MalformedReply(path(name), "is not an object") }
        return JSONReader(value, path: path(name))
    }

    /// The elements of the member `name`, an array.
    func array(_ name: String) throws(MalformedReply) -> [JSONReader] {
        guard let value = try member(name) else { throw missing(name) }
        guard case .array(let elements) = value else {
            throw MalformedReply(path(name), "is not an array")
        }
        return elements.enumerated().map {
            JSONReader($0.element, path: "\(path(name))[\($0.offset)]")
        }
    }

    /// The member `name`, an array of strings; empty where it is absent or null.
    func strings(_ name: String) throws(MalformedReply) -> [String] {
        guard try member(name) != nil else { return [] }
        var strings: [String] = []
        for element in try array(name) {
            guard let text = element.value.string else {
                throw MalformedReply(element.path, "is not a string")
            }
            strings.append(text)
        }
        return strings
    }

    /// The members of the member `name`, an object.
    func members(_ name: String) throws(MalformedReply) -> [JSONValue.Member] {
        guard let value = try member(name) else { throw missing(name) }
        guard case .object(let members) = value else {
            throw MalformedReply(path(name), "is not an object")
        }
        return members
    }

    private func member(_ name: String) throws(MalformedReply) -> JSONValue? {
        guard case .object = value else {
            throw MalformedReply(path.isEmpty ? "the reply" : path, "is not an object")
        }
        guard let member = value[name], member != .null else { return nil }
        return member
    }

    private func missing(_ name: String) -> MalformedReply {
        MalformedReply(path(name), "is missing")
    }

    private func path(_ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }
}
