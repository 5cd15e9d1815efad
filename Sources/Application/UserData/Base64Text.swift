import FoundationEssentials

/// A text in base64 (RFC 4648).
struct Base64Text {
    /// All of it in one line.
    let line: String

    init(_ text: String) { line = Data(text.utf8).base64EncodedString() }

    /// In lines as MIME wants them: 76 characters at the most (RFC 2045, 6.8).
    var lines: String {
        var rest = Substring(line).utf8
        var lines: [String] = []
        while !rest.isEmpty {
            lines.append(String(decoding: rest.prefix(76), as: UTF8.self))
            rest = rest.dropFirst(76)
        }
        return lines.joined(separator: "\n")
    }
}
