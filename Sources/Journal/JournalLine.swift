import Pipeline

/// One line of a journal: a JSON object whose last member is the checksum of everything before it.
package enum JournalLine {
    private static let opening = Array(#","crc32c":""#.utf8)
    private static let closing = Array("\"}".utf8)
    private static let digits = Array("0123456789abcdef".utf8)

    /// Adds the checksum to a line.
    ///
    /// - Parameter object: a JSON object on one line, with at least one member.
    /// - Returns: the line, with its line break.
    package static func sealed(_ object: [UInt8]) -> [UInt8] {
        // The checksum comes before the last brace.
        var line = Array(object.dropLast())
        let sum = CRC32C.checksum(of: line.span)
        line += opening
        for shift in stride(from: 28, through: 0, by: -4) {
            line.append(digits[Int(sum >> UInt32(shift) & 0xF)])
        }
        line += closing
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// Changes the content of a line and updates its checksum.
    ///
    /// - Parameters:
    ///   - line: without its line break; an invalid line is returned unchanged.
    ///   - change: takes and returns the beginning of a JSON object, all but its last brace.
    /// - Returns: the line, with its line break.
    package static func rewritten(
        _ line: ArraySlice<UInt8>, by change: (String) -> String
    ) -> [UInt8] {
        guard let content = content(of: line) else {
            return Array(change(String(decoding: line, as: UTF8.self)).utf8)
                + [UInt8(ascii: "\n")]
        }
        return sealed(
            Array(change(String(decoding: content, as: UTF8.self)).utf8) + Array("}".utf8))
    }

    /// The content of a line without its line break; nil if the checksum does not match.
    static func content(of line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let trailer = opening.count + 8 + closing.count
        guard line.count > trailer else { return nil }
        let content = line.dropLast(trailer)
        let rest = line[content.endIndex...]
        guard rest.starts(with: opening), rest.suffix(closing.count).elementsEqual(closing)
        else { return nil }
        var sum: UInt32 = 0
        for byte in rest.dropFirst(opening.count).prefix(8) {
            guard let digit = value(ofDigit: byte) else { return nil }
            sum = sum << 4 | digit
        }
        return CRC32C.checksum(of: content.span) == sum ? content : nil
    }

    /// Accepts lower-case digits only, so that a line has exactly one form.
    private static func value(ofDigit byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        default: nil
        }
    }
}
