import Bytes
import JSON

/// A body in readable lines: JSON and XML indented, a form with one parameter per line.
///
/// Values with a name that suggests a secret are hidden, whether the secret is known or not: a
/// reply with credentials is quoted before it has been parsed. A body in none of these formats is
/// shown only if it is text and its operation does not return a secret, as most of instance
/// metadata.
struct QuotedBody: Sendable {
    private let lines: [String]
    /// The number of bytes that were left out.
    private let left: Int

    private static let hidden = "***"
    /// The limit in bytes up to which a body is parsed.
    private static let readable = 1 << 20

    /// Parses a body.
    ///
    /// - Parameters:
    ///   - bytes: the body.
    ///   - operation: the request: `CreateUser`, `PUT /latest/api/token`.
    ///   - limit: how many bytes to keep, in whole lines.
    init(_ bytes: [UInt8], of operation: String, limit: Int) {
        let lines = QuotedBody.lines(bytes, of: operation)
        (self.lines, left) = QuotedBody.cut(lines, to: limit)
    }

    /// The lines, with a note if some are left out.
    func lines(upTo limit: Int, hiding secrets: Secrets) -> [String] {
        let (shown, cut) = QuotedBody.cut(lines.map(secrets.hidden), to: limit)
        return cut + left > 0 ? shown + ["… \(cut + left) bytes more"] : shown
    }

    /// As many lines as fit, with the beginning of the first one that does not, and the number of
    /// other bytes.
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

    /// Line breaks within strings are escaped, so that the only line breaks are the writer's.
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
                        // Parameter Store's name for a decrypted value.
                        || member.name == "Value" && value["Type"] == .string("SecureString")
                    return JSONValue.Member(
                        member.name, isSecret ? .string(hidden) : hidden(member.value))
                })
        case .array(let values): .array(values.map(hidden))
        case .string(let text): .string(safe(text))
        case .null, .bool, .number: value
        }
    }

    /// A text that may be JSON itself, such as a stack's custom JSON.
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

    /// The parameters of a form; nil if the text is not a form.
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
