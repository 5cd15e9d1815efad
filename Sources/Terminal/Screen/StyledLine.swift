import PipelineFile

/// A line made of pieces, each with a style, that can be cut to a width.
struct StyledLine {
    private var pieces: [(text: PrintableText, style: Style)] = []

    /// By the numbers of ANSI's "select graphic rendition".
    enum Style: Int {
        case plain = 0
        case bold = 1
        case dim = 2
        case red = 31
        case green = 32
        case yellow = 33
        case cyan = 36
    }

    mutating func append(_ text: String, _ style: Style = .plain) {
        pieces.append((PrintableText(text), style))
    }

    /// The line with its styles, at most `width` columns; a piece that is cut ends with `end`, and
    /// pieces for which there is no room are left out.
    func render(width: Int, end: String) -> String {
        var room = width
        var line = ""
        for piece in pieces where room > 0 {
            let text = piece.text.cut(to: room, end: end)
            line +=
                piece.style == .plain
                ? text : "\u{1B}[\(piece.style.rawValue)m\(text)\u{1B}[0m"
            room -= piece.text.width
        }
        return line
    }
}
