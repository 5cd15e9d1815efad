/// Text from outside, made harmless for a terminal and a log: one line, and no character in it that
/// moves the cursor, colours, hides, or turns the direction of what follows.
package struct PrintableText: Sendable, Equatable {
    package let text: String

    /// Takes any text; tabs and line breaks become spaces, what could drive a terminal becomes `?`.
    package init(_ foreign: some StringProtocol) {
        var text = String.UnicodeScalarView()
        for scalar in foreign.unicodeScalars {
            text.append(PrintableText.harmless(scalar))
        }
        self.text = String(text)
    }

    private static func harmless(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "\t", "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": return " "
        case " "..."~": return scalar
        default: break
        }
        switch scalar.properties.generalCategory {
        // `format` holds the marks that turn the direction of text.
        case .control, .format, .surrogate, .privateUse, .unassigned: return "?"
        default: return scalar
        }
    }

    /// The columns that the text takes on a terminal.
    package var width: Int {
        text.unicodeScalars.reduce(0) { $0 + PrintableText.width(of: $1) }
    }

    /// The text, cut so that it takes at most `width` columns; what was cut off shows as `end`.
    package func cut(to width: Int, end: String = "…") -> String {
        guard self.width > width else { return text }
        let room = width - PrintableText(end).width
        guard room >= 0 else { return "" }
        var taken = String.UnicodeScalarView()
        var used = 0
        for scalar in text.unicodeScalars {
            used += PrintableText.width(of: scalar)
            guard used <= room else { break }
            taken.append(scalar)
        }
        return String(taken) + end
    }

    /// The text as a message may hold it: of one that is too long for anybody to read, as it is where
    /// it quotes a value of thousands of characters, the beginning and the end.
    package var abridged: String {
        let scalars = text.unicodeScalars
        guard scalars.count > 1200 else { return text }
        return "\(String(scalars.prefix(800))) … \(String(scalars.suffix(300)))"
    }

    /// As terminals do it: wide for East Asian scripts and pictures, nothing for combining marks.
    private static func width(of scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return 1 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: return 1
        }
    }
}
