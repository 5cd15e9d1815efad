/// Writes one JSON text (RFC 8259), value by value, with the commas, spaces and line breaks in
/// between.
///
/// ```swift
/// var writer = JSONWriter(.compact, escaping: .lineBreakers)
/// writer.beginObject()
/// writer.name("seq")
/// writer.number("1")
/// writer.endObject()
/// print(writer.text)  // {"seq":1}
/// ```
package struct JSONWriter {
    /// What separates the parts of a text.
    package enum Layout: Sendable {
        /// Nothing.
        case compact
        /// A space after each comma and colon, as Python's `json.dumps` writes.
        case spaced
        /// Each member and element on its own line, indented by two more spaces.
        case indented
    }

    /// Which characters of a string are escaped, besides those that must be.
    package enum Escaping: Sendable {
        /// Whatever would end a line or control a terminal: the text is one or more lines of UTF-8.
        case lineBreakers
        /// Everything that is not ASCII, as Python's `json.dumps` does.
        case allButASCII
    }

    /// What has been written, in UTF-8.
    package private(set) var bytes: [UInt8] = []
    private let layout: Layout
    private let escaping: Escaping
    private var depth = 0
    /// Whether the innermost array or object is still empty.
    private var isEmpty = true
    private var followsName = false

    package init(_ layout: Layout, escaping: Escaping) {
        self.layout = layout
        self.escaping = escaping
    }

    /// What has been written.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package mutating func null() { add("null") }

    package mutating func bool(_ value: Bool) { add(value ? "true" : "false") }

    /// Writes a number, which must be valid JSON, unchanged.
    package mutating func number(_ digits: String) { add(digits) }

    package mutating func string(_ text: String) {
        beginPart()
        quote(text)
    }

    /// Writes the name of a member, whose value comes next.
    package mutating func name(_ name: String) {
        beginPart()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        if layout != .compact { bytes.append(UInt8(ascii: " ")) }
        followsName = true
    }

    package mutating func beginArray() { begin("[") }

    package mutating func endArray() { end("]") }

    package mutating func beginObject() { begin("{") }

    package mutating func endObject() { end("}") }

    private mutating func begin(_ bracket: UnicodeScalar) {
        beginPart()
        bytes.append(UInt8(ascii: bracket))
        depth += 1
        isEmpty = true
    }

    private mutating func end(_ bracket: UnicodeScalar) {
        depth -= 1
        if !isEmpty { breakLine() }
        bytes.append(UInt8(ascii: bracket))
        isEmpty = false
    }

    private mutating func add(_ word: String) {
        beginPart()
        bytes += word.utf8
    }

    /// Separates a member or an element from the previous one.
    private mutating func beginPart() {
        guard !followsName else {
            followsName = false
            return
        }
        guard depth > 0 else { return }
        if !isEmpty {
            bytes.append(UInt8(ascii: ","))
            if layout == .spaced { bytes.append(UInt8(ascii: " ")) }
        }
        breakLine()
        isEmpty = false
    }

    private mutating func breakLine() {
        guard layout == .indented else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes += repeatElement(UInt8(ascii: " "), count: 2 * depth)
    }

    private mutating func quote(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        if string.utf8.allSatisfy(JSONWriter.isPlain) {
            bytes += string.utf8
        } else {
            for scalar in string.unicodeScalars { escape(scalar) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether a byte is written unchanged with every kind of escaping.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private mutating func escape(_ scalar: UnicodeScalar) {
        switch scalar {
        case "\"": bytes += "\\\"".utf8
        case "\\": bytes += "\\\\".utf8
        case "\n": bytes += "\\n".utf8
        case "\r": bytes += "\\r".utf8
        case "\t": bytes += "\\t".utf8
        case "\u{8}" where escaping == .allButASCII: bytes += "\\b".utf8
        case "\u{C}" where escaping == .allButASCII: bytes += "\\f".utf8
        case "\u{0}"..<"\u{20}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
            escapeUnits(of: scalar)
        // Marks that change the direction of the text after them on a terminal.
        case "\u{61C}", "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
            escapeUnits(of: scalar)
        case "\u{80}"... where escaping == .allButASCII: escapeUnits(of: scalar)
        default: bytes += scalar.utf8
        }
    }

    private mutating func escapeUnits(of scalar: UnicodeScalar) {
        for unit in scalar.utf16 {
            let digits = String(unit, radix: 16)
            bytes += "\\u".utf8
            bytes += repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count)
            bytes += digits.utf8
        }
    }
}
