import Bytes
import Cryptography

/// A script as the formats around it treat it: bytes, in lines that end with a line feed.
enum ScriptText {
    /// The lines, without the empty one after the last line feed.
    static func lines(of text: String) -> [Substring.UTF8View] {
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        return lines
    }

    /// Whether it consists of printable ASCII, tabs and line feeds only.
    static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A || $0 == 0x09 }
    }

    /// A line that does not occur in the text.
    static func delimiter(for text: String) -> String {
        let lines = Set(lines(of: text).map(Array.init))
        var end = "END_OF_FILE"
        while lines.contains(Array(end.utf8)) { end += "_" }
        return end
    }

    /// The text in base64, in lines for MIME: 76 characters at most (RFC 2045, 6.8).
    static func base64Lines(of text: String) -> String {
        var rest = Substring(Base64.text(of: Array(text.utf8))).utf8
        var lines: [String] = []
        while !rest.isEmpty {
            lines.append(String(decoding: rest.prefix(76), as: UTF8.self))
            rest = rest.dropFirst(76)
        }
        return lines.joined(separator: "\n")
    }
}
