import Bytes
import JSON

/// A body in lines that people can read: JSON and XML indented, a form a parameter a line.
///
/// Values whose names say that they are secret are hidden, whoever knows them: a reply that brings
/// credentials is quoted before anybody has read them. A body that is none of these forms is shown only
/// where it is text and its operation does not bring a secret, as most of instance metadata.
struct QuotedBody: Sendable {
    private let lines: [String]
    /// The bytes that were left out.
    private let left: Int

    private static let hidden = "***"
    /// What is longer is not taken apart.
    private static let readable = 1 << 20

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - bytes: the body.
    ///   - operation: what was asked: `CreateUser`, `PUT /latest/api/token`.
    ///   - limit: how many bytes are kept, in whole lines.
    init(_ bytes: [UInt8], of operation: String, limit: Int) {
        let lines = QuotedBody.lines(bytes, of: operation)
        (self.lines, left) = QuotedBody.cut(lines, to: limit)
    }

    /// The lines, with a note where some are left out.
    func lines(upTo limit: Int, hiding secrets: Secrets) -> [String] {
        let (shown, cut) = QuotedBody.cut(lines.map(secrets.hidden), to: limit)
        return cut + left > 0 ? shown + ["… \(cut + left) bytes more"] : shown
    }

    /// As many lines as fit, of the first one that does not its beginning, and the bytes of the rest.
    private static func cut(_ lines: [String], to limit: Int) -> (lines: [String], left: Int) {
        var room = limit
        for (place, line) in lines.enumerated() {
            let size = line.utf8.count + 1
            guard size > room else {
                room -= size
                continue
            }
            let beginning = String(decoding: line.utf8.prefix(room), as: UTF8.self)
            let rest = lines[place...].reduce(0) { $0 + $1.utf8.count + 1 } - room
            return (lines[..<place] + (room > 0 ? [beginning] : []), rest)
        }
        return (lines, 0)
    }

    private static func lines(_ bytes: [UInt8], of operation: String) -> [String] {
        guard !bytes.isEmpty else { return [] }
        guard bytes.count <= readable else { return ["\(bytes.count) bytes"] }
        if let value = try? JSONParser.parse(bytes) { return json(value) }
        if let root = try? XMLParser.parse(bytes) { return xml(root, indented: "") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return ["\(bytes.count) bytes"]
        }
        // A token can look like a form: in base64, it may end in `=`.
        let subject = operation.lastName ?? operation
        if operation.hasByte("/") && SecretName.is(subject) || text.contains(bytes: "PRIVATE KEY") {
            return [hidden]
        }
        if let form = form(text) { return form }
        return text.lines().filter { !$0.isEmpty }
    }

    /// Line breaks within strings are escaped, so that there are none but the writer's.
    private static func json(_ value: JSONValue) -> [String] {
        hidden(value).text(.indented).lines()
    }

    private static func hidden(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members):
            .object(
                members.map { member in
                    let isSecret =
                        SecretName.is(member.name)
                        // Parameter Store calls what it has decrypted so.
                        || member.name == "Value" && value["Type"] == .string("SecureString")
                    return JSONValue.Member(
                        member.name, isSecret ? .string(hidden) : hidden(member.value))
                })
        case .array(let values): .array(values.map(hidden))
        case .string(let text): .string(safe(text))
        case .null, .bool, .number: value
        }
    }

    /// A text that may be JSON itself, as a stack's custom JSON is.
    private static func safe(_ text: String) -> String {
        if text.contains(bytes: "PRIVATE KEY") { return hidden }
        guard text.utf8.contains(UInt8(ascii: "{")),
            let value = try? JSONParser.parse(Array(text.utf8))
        else { return text }
        return json(value).map { $0.trimmed() }.joined(separator: " ")
    }

    private static func xml(_ node: XMLNode, indented indent: String) -> [String] {
        let (begin, end) = ("\(indent)<\(node.name)>", "</\(node.name)>")
        if SecretName.is(node.name) { return [begin + hidden + end] }
        if node.children.isEmpty { return [begin + safe(node.text) + end] }
        return [begin] + node.children.flatMap { xml($0, indented: indent + "  ") }
            + [indent + end]
    }

    /// The parameters of a form; nil where the text is none.
    private static func form(_ text: String) -> [String]? {
        guard text.hasByte("="), !text.utf8.contains(where: \.isSpace) else { return nil }
        return text.parts(at: "&").filter { !$0.isEmpty }.map { parameter in
            let parts = parameter.parts(at: "=", most: 1)
            let name = QueryForm.unescape(parts[0])
            let value = parts.count == 2 ? QueryForm.unescape(parts[1]) : ""
            return "\(name)=\(SecretName.is(name) ? hidden : safe(value))"
        }
    }
}
