/// The text that a terminal would show, without colours, titles and cursor movements.
enum TerminalText {
    /// The text as a person would read it.
    ///
    /// It has no escape sequences (ECMA-48: `ESC [ 1 m`, `ESC ] 0 ; title BEL`) and no control
    /// characters; a backspace removes the character before it. Tabs stay.
    static func plain(_ text: String) -> String {
        // Most lines have nothing to remove.
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) || $0 == UInt8(ascii: "\t") }) {
            return text
        }
        var shown = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\u{1B}": skipSequence(&rest)
            case "\u{9B}": skipControl(&rest)
            case "\u{90}", "\u{98}", "\u{9D}", "\u{9E}", "\u{9F}": skipString(&rest)
            case "\u{08}": _ = shown.popLast()
            case "\t": shown.append(scalar)
            default: if !drivesTerminals(scalar) { shown.append(scalar) }
            }
        }
        return String(shown)
    }

    /// Skips what follows an ESC.
    private static func skipSequence(_ rest: inout Substring.UnicodeScalarView) {
        switch rest.first {
        case "["?:
            rest.removeFirst()
            skipControl(&rest)
        case "]"?, "P"?, "X"?, "^"?, "_"?:
            rest.removeFirst()
            skipString(&rest)
        default:
            rest = rest.drop { (0x20...0x2F).contains($0.value) }
            if let last = rest.first, (0x30...0x7E).contains(last.value) { rest.removeFirst() }
        }
    }

    /// Skips parameters, and the final character with their function.
    private static func skipControl(_ rest: inout Substring.UnicodeScalarView) {
        rest = rest.drop { (0x20...0x3F).contains($0.value) }
        if let last = rest.first, (0x40...0x7E).contains(last.value) { rest.removeFirst() }
    }

    /// Skips a control string to its end; one without an end is not a control string.
    private static func skipString(_ rest: inout Substring.UnicodeScalarView) {
        var ahead = rest
        while let scalar = ahead.popFirst() {
            switch scalar {
            case "\u{07}", "\u{9C}":
                rest = ahead
                return
            case "\u{1B}":
                if ahead.first?.value == 0x5C { ahead.removeFirst() }
                rest = ahead
                return
            default: break
            }
        }
    }

    /// Whether it is a control character, of the upper half (C1) too, or changes the direction of
    /// text.
    private static func drivesTerminals(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E: false
        case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069:
            true
        default: false
        }
    }
}
