/// Text from outside, made harmless for a terminal and a log.
///
/// It is one line, without characters that move the cursor, colour, hide, or change the direction
/// of text.
package struct PrintableText: Sendable, Equatable {
    package let text: String

    /// Converts any text; tabs and line breaks become spaces, anything that could control a
    /// terminal becomes `?`.
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
        // `format` includes the marks that change the direction of text.
        case .control, .format, .surrogate, .privateUse, .unassigned: return "?"
        default: return scalar
        }
    }

    /// The columns that the text occupies on a terminal.
    package var width: Int {
        text.unicodeScalars.reduce(0) { $0 + PrintableText.width(of: $1) }
    }

    /// The text, cut to at most `width` columns; `end` replaces what was cut off.
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

    /// The text for use in a message.
    ///
    /// A text that is too long to read, as it quotes a value of thousands of characters, is reduced
    /// to its beginning and its end.
    package var abridged: String {
        let scalars = text.unicodeScalars
        guard scalars.count > 1200 else { return text }
        return "\(String(scalars.prefix(800))) … \(String(scalars.suffix(300)))"
    }

    /// The same as on a terminal: two for East Asian scripts and pictures, zero for combining
    /// marks.
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
