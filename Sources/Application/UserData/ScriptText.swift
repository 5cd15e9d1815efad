/// A script as the formats around it see it: bytes, in lines that end with a line feed.
enum ScriptText {
    /// The lines, without the empty one after the last line feed.
    static func lines(of text: String) -> [Substring.UTF8View] {
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        return lines
    }

    /// Whether there is nothing but printable ASCII, tabs and line feeds in it.
    static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A || $0 == 0x09 }
    }

    /// A line that the text does not have.
    static func delimiter(for text: String) -> String {
        let lines = Set(lines(of: text).map(Array.init))
        var end = "END_OF_FILE"
        while lines.contains(Array(end.utf8)) { end += "_" }
        return end
    }
}
