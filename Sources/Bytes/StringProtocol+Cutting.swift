extension StringProtocol {
    /// The beginning of the text: at most this many scalars, as a character may have any number of
    /// them.
    @inlinable
    package func beginning(_ count: Int) -> String {
        let scalars = unicodeScalars
        let end = scalars.index(startIndex, offsetBy: count, limitedBy: endIndex) ?? endIndex
        return String(decoding: utf8[..<end], as: UTF8.self)
    }

    /// The text without its first bytes.
    @inlinable
    package func dropping(bytes count: Int) -> String {
        String(decoding: utf8.dropFirst(count), as: UTF8.self)
    }

    /// What follows these bytes; nil unless the text begins with them.
    @inlinable
    package func rest(after start: String) -> String? {
        begins(with: start) ? dropping(bytes: start.utf8.count) : nil
    }

    /// Splits the text at each byte of this value; empty parts are included.
    ///
    /// - Parameters:
    ///   - byte: the separator.
    ///   - most: the maximum number of splits.
    /// - Returns: the parts.
    @inlinable
    package func parts(at byte: Unicode.Scalar, most: Int = .max) -> [String] {
        utf8.split(
            separator: UInt8(ascii: byte), maxSplits: most, omittingEmptySubsequences: false
        ).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The text before and after the first occurrence of these bytes; nil if there is no
    /// occurrence.
    @inlinable
    package func halves(around bytes: String) -> (before: String, after: String)? {
        guard let place = utf8.place(of: bytes) else { return nil }
        return (
            String(decoding: utf8[..<place.lowerBound], as: UTF8.self),
            String(decoding: utf8[place.upperBound...], as: UTF8.self)
        )
    }

    /// The lines, empty ones included; a line ends with a line feed, a carriage return or both.
    @inlinable
    package func lines() -> [String] {
        var lines: [String] = []
        var rest = utf8[...]
        while let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
            lines.append(String(decoding: rest[..<end], as: UTF8.self))
            let isPair = rest[end...].starts(with: [0x0D, 0x0A])
            rest = rest[end...].dropFirst(isPair ? 2 : 1)
        }
        return lines + [String(decoding: rest, as: UTF8.self)]
    }

    /// The words between ASCII's white space, never empty.
    @inlinable
    package func words() -> [String] {
        utf8.split(whereSeparator: \.isSpace).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The last component of a path, without trailing slashes; nil if none exists.
    @inlinable
    package var lastName: String? {
        utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The folder of a path, up to and including the last slash; empty without a slash.
    @inlinable
    package var folder: String {
        let name = utf8.reversed().prefix { $0 != UInt8(ascii: "/") }
        return String(decoding: utf8.dropLast(name.count), as: UTF8.self)
    }

    /// The text without the white space around it.
    @inlinable
    package func trimmed() -> String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }) else {
            return ""
        }
        var end = first
        for place in scalars[first...].indices where !scalars[place].properties.isWhitespace {
            end = scalars.index(after: place)
        }
        return String(decoding: utf8[first..<end], as: UTF8.self)
    }
}
