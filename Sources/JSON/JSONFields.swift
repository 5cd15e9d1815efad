import Bytes
import Numbers

/// Reads the members of a JSON object, each as the type that it should have.
///
/// Null stands for a missing member. Every reader throws `Problem` for a member of another type or
/// outside its bounds; a reader whose name does not begin with `optional` also throws it for a
/// missing member.
package struct JSONFields<Problem: FieldError>: Sendable {
    /// In the order of the text.
    package let members: [JSONValue.Member]
    /// The path of the object: empty at the top, otherwise as in `Stacks[0]`.
    private let path: String

    package init(_ members: [JSONValue.Member], path: String = "") {
        self.members = members
        self.path = path
    }

    /// Reads an object.
    package init(_ value: JSONValue, path: String = "") throws(Problem) {
        guard case .object(let members) = value else { throw Problem(FieldProblem(path, .object)) }
        self.init(members, path: path)
    }

    /// The member, unconverted; nil if it is missing or null.
    package subscript(name: String) -> JSONValue? {
        guard let value = value(name) else { return nil }
        if case .null = value { return nil }
        return value
    }

    /// The member, unconverted, which may be null; nil if it is missing.
    package func value(_ name: String) -> JSONValue? {
        // A closure costs more than the comparison, and a journal has many lines.
        for member in members where member.name.isSpelled(name) { return member.value }
        return nil
    }

    package func text(_ name: String) throws(Problem) -> String {
        try required(optionalText(name), name, .text)
    }

    package func optionalText(_ name: String) throws(Problem) -> String? {
        guard let value = self[name] else { return nil }
        guard case .string(let text) = value else { throw wrong(name, .text) }
        return text
    }

    package func integer(_ name: String, in bounds: ClosedRange<Int>) throws(Problem) -> Int {
        try required(optionalInteger(name, in: bounds), name, .integer)
    }

    package func optionalInteger(
        _ name: String, in bounds: ClosedRange<Int>
    ) throws(Problem) -> Int? {
        guard let value = self[name] else { return nil }
        guard let number = value.integer(in: bounds) else { throw wrong(name, .integer) }
        return number
    }

    /// A number of seconds, to the microsecond.
    package func seconds(
        _ name: String, in bounds: ClosedRange<Duration>
    ) throws(Problem) -> Duration {
        try required(optionalSeconds(name, in: bounds), name, .seconds)
    }

    package func optionalSeconds(
        _ name: String, in bounds: ClosedRange<Duration>
    ) throws(Problem) -> Duration? {
        guard let value = self[name] else { return nil }
        guard case .number(let digits) = value, let seconds = Double(digits),
            let duration = Duration(seconds: seconds, in: bounds)
        else { throw wrong(name, .seconds) }
        return duration
    }

    package func flag(_ name: String) throws(Problem) -> Bool {
        try required(optionalFlag(name), name, .flag)
    }

    package func optionalFlag(_ name: String) throws(Problem) -> Bool? {
        guard let value = self[name] else { return nil }
        guard case .bool(let flag) = value else { throw wrong(name, .flag) }
        return flag
    }

    package func list(_ name: String) throws(Problem) -> [JSONValue] {
        try required(optionalList(name), name, .list)
    }

    package func optionalList(_ name: String) throws(Problem) -> [JSONValue]? {
        guard let value = self[name] else { return nil }
        guard case .array(let elements) = value else { throw wrong(name, .list) }
        return elements
    }

    /// A list of objects, each read by `read`.
    package func list<Element>(
        _ name: String, _ read: (JSONFields) throws(Problem) -> Element
    ) throws(Problem) -> [Element] {
        var list: [Element] = []
        for (index, element) in try self.list(name).enumerated() {
            list.append(try read(JSONFields(element, path: path(name, index))))
        }
        return list
    }

    /// A list of texts.
    package func texts(_ name: String) throws(Problem) -> [String] {
        var texts: [String] = []
        for (index, element) in try list(name).enumerated() {
            guard case .string(let text) = element else {
                throw Problem(FieldProblem(path(name, index), .text))
            }
            texts.append(text)
        }
        return texts
    }

    package func object(_ name: String) throws(Problem) -> JSONFields {
        try required(optionalObject(name), name, .object)
    }

    package func optionalObject(_ name: String) throws(Problem) -> JSONFields? {
        guard let value = self[name] else { return nil }
        return try JSONFields(value, path: path(name))
    }

    /// The problem of a member that is missing.
    package func missing(_ name: String, _ expected: FieldProblem.Expected) -> Problem {
        Problem(FieldProblem(path(name), expected, isMissing: true))
    }

    /// The problem of a member that is not what it should be.
    package func wrong(_ name: String, _ expected: FieldProblem.Expected) -> Problem {
        Problem(FieldProblem(path(name), expected))
    }

    private func required<Content>(
        _ content: Content?, _ name: String, _ expected: FieldProblem.Expected
    ) throws(Problem) -> Content {
        guard let content else { throw missing(name, expected) }
        return content
    }

    private func path(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    private func path(_ name: String, _ index: Int) -> String { "\(path(name))[\(index)]" }
}
