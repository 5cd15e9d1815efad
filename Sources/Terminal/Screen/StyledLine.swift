import PipelineFile

/// A line of pieces, each with a style, that is fitted to a width.
struct StyledLine {
    /// Whether a last piece that is too long continues in rows below; otherwise it is cut.
    var wraps = false
    private var pieces: [(text: PrintableText, style: Style)] = []

    /// The numbers are those of ANSI's "select graphic rendition".
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

    /// Fits the line to a terminal.
    ///
    /// - Parameters:
    ///   - width: the columns.
    ///   - end: the end of a piece that is cut; pieces for which there is no room are left out.
    ///   - isStyled: whether styles are wanted.
    /// - Returns: the line with its styles, in rows of at most `width` columns.
    func render(width: Int, end: String, isStyled: Bool = true) -> String {
        guard wraps, let last = pieces.last else { return cut(to: width, end: end, isStyled) }
        let before = pieces.dropLast().reduce(0) { $0 + $1.text.width }
        // Below the piece's beginning, unless that leaves less than half of the width.
        let indent = before <= width / 2 ? before : 4
        let rows = last.text.wrapped(first: width - before, others: width - indent)
        var line = StyledLine()
        line.pieces = Array(pieces.dropLast())
        let space = "\n" + String(repeating: " ", count: indent)
        return line.cut(to: width, end: end, isStyled)
            + rows.map { Self.styled($0, last.style, isStyled) }.joined(separator: space)
    }

    private func cut(to width: Int, end: String, _ isStyled: Bool) -> String {
        var room = width
        var line = ""
        for piece in pieces where room > 0 {
            line += Self.styled(piece.text.cut(to: room, end: end), piece.style, isStyled)
            room -= piece.text.width
        }
        return line
    }

    private static func styled(_ text: String, _ style: Style, _ isStyled: Bool) -> String {
        style == .plain || !isStyled || text.isEmpty
            ? text : "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
    }
}
