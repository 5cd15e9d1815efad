import Bytes

/// Reads one JSON text (RFC 8259), strictly: nothing after it, no repeated names, no lone
/// surrogates.
package struct JSONParser {
    /// Deeper nesting than any of our texts has; refused before it can exhaust the stack.
    static let depthLimit = 64
    /// More values than any of our texts has; refused because a value may take twenty times its
    /// text in memory.
    static let valueLimit = 1_000_000

    /// The names of an object with at least this many members are hashed.
    private static let manyMembers = 16

    /// Valid only during `parse`, which alone creates a parser.
    private let bytes: UnsafeBufferPointer<UInt8>
    /// The index of the next byte; at most the number of bytes.
    private var place = 0
    /// The number of values that have begun.
    private var values = 0

    /// Parses the bytes as one value.
    ///
    /// - Throws: `MalformedJSON`, with the offset of the byte at which the text stops being valid.
    package static func parse(_ bytes: [UInt8]) throws(MalformedJSON) -> JSONValue {
        try bytes.withUnsafeBufferPointer { (bytes) throws(MalformedJSON) in
            var parser = JSONParser(bytes: bytes)
            let value = try parser.value(depth: 0)
            parser.skipSpace()
            guard parser.place == bytes.count else {
                throw parser.wrong("something follows its end")
            }
            return value
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private mutating func value(depth: Int) throws(MalformedJSON) -> JSONValue {
        guard depth < JSONParser.depthLimit else { throw wrong("it is nested too deeply") }
        values += 1
        guard values <= JSONParser.valueLimit else { throw wrong("it has too many values") }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try number()
        case nil: throw wrong("it ends too early")
        default: throw wrong("no value begins like this")
        }
    }

    private mutating func object(depth: Int) throws(MalformedJSON) -> JSONValue {
        place += 1
        var members: [JSONValue.Member] = []
        var names: Set<Spelling> = []
        skipSpace()
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw wrong("a member's name is expected") }
            let name = try string()
            if members.count == JSONParser.manyMembers {
                names = Set(members.map { Spelling($0.name) })
            }
            let isNew =
                members.count < JSONParser.manyMembers
                ? !members.contains { $0.name.isSpelled(name) }
                : names.insert(Spelling(name)).inserted
            guard isNew else { throw wrong("the name ‘\(name)’ is there twice") }
            skipSpace()
            guard take(":") else { throw wrong("‘:’ is expected") }
            members.append(JSONValue.Member(name, try value(depth: depth + 1)))
            skipSpace()
        } while take(",")
        guard take("}") else { throw wrong("‘,’ or ‘}’ is expected") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(MalformedJSON) -> JSONValue {
        place += 1
        var values: [JSONValue] = []
        skipSpace()
        if take("]") { return .array([]) }
        repeat {
            values.append(try value(depth: depth + 1))
            skipSpace()
        } while take(",")
        guard take("]") else { throw wrong("‘,’ or ‘]’ is expected") }
        return .array(values)
    }

    private mutating func word(
        _ word: String, _ value: JSONValue
    ) throws(MalformedJSON) -> JSONValue {
        guard bytes[place...].starts(with: word.utf8) else {
            throw wrong("no value begins like this")
        }
        place += word.utf8.count
        return value
    }

    private mutating func number() throws(MalformedJSON) -> JSONValue {
        let start = place
        _ = take("-")
        // No digit may follow a leading zero.
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return .number(String(decoding: bytes[start..<place], as: UTF8.self))
    }

    private mutating func digits() throws(MalformedJSON) {
        let start = place
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
        guard place > start else { throw wrong("a digit is expected") }
    }

    private mutating func string() throws(MalformedJSON) -> String {
        place += 1
        var text = try plainText()
        while true {
            switch peek {
            case UInt8(ascii: "\""):
                place += 1
                return text
            case UInt8(ascii: "\\"):
                text.unicodeScalars.append(try escape())
                if peek != UInt8(ascii: "\\") { text += try plainText() }
            case nil: throw wrong("it ends too early")
            default: throw wrong("a control character stands in a string")
            }
        }
    }

    /// The text of a string up to its end, an escape or an invalid byte.
    private mutating func plainText() throws(MalformedJSON) -> String {
        let start = place
        while let byte = peek, byte >= 0x20, byte != UInt8(ascii: "\""),
            byte != UInt8(ascii: "\\")
        {
            place += 1
        }
        let bytes = UnsafeBufferPointer(rebasing: bytes[start..<place]).span
        // Much faster than `String(validating:as:)`, which is generic.
        guard let text = try? UTF8Span(validating: bytes) else {
            throw wrong("a string before it is not UTF-8")
        }
        return String(copying: text)
    }

    private mutating func escape() throws(MalformedJSON) -> UnicodeScalar {
        place += 1
        guard let byte = peek else { throw wrong("no escape is written like this") }
        place += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicode()
        default: throw wrong("no escape is written like this")
        }
    }

    private mutating func unicode() throws(MalformedJSON) -> UnicodeScalar {
        let first = try codeUnit()
        if let scalar = UnicodeScalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), take("\\"), take("u") else {
            throw wrong("half a surrogate pair is missing")
        }
        let second = try codeUnit()
        guard UTF16.isTrailSurrogate(second) else {
            throw wrong("half a surrogate pair is missing")
        }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func codeUnit() throws(MalformedJSON) -> UInt16 {
        var unit: UInt16 = 0
        // Not parsed from a text: a hostile reply has millions of escapes.
        for offset in 0..<4 {
            guard place + offset < bytes.count, let digit = JSONParser.digit(bytes[place + offset])
            else { throw wrong("four hexadecimal digits are expected") }
            unit = unit << 4 | digit
        }
        place += 4
        return unit
    }

    private static func digit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func take(_ character: UnicodeScalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            place += 1
        }
    }

    private func wrong(_ problem: String) -> MalformedJSON { MalformedJSON(problem, at: place) }
}
