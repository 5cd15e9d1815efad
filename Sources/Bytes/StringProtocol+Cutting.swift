extension StringProtocol {
    /// The beginning of the text, so many scalars at the most: a character may have any number of them.
    @inlinable
    package func beginning(_ count: Int) -> String {
        let scalars = unicodeScalars
        let end = scalars.index(startIndex, offsetBy: count, limitedBy: endIndex) ?? endIndex
        return String(decoding: utf8[..<end], as: UTF8.self)
    }

    /// What follows so many bytes.
    @inlinable
    package func dropping(bytes count: Int) -> String {
        String(decoding: utf8.dropFirst(count), as: UTF8.self)
    }

    /// What follows these bytes; nil where the text does not begin with them.
    @inlinable
    package func rest(after start: String) -> String? {
        begins(with: start) ? dropping(bytes: start.utf8.count) : nil
    }

    /// What is before, between and after each byte of that value, the empty texts too.
    ///
    /// - Parameters:
    ///   - byte: where it is cut.
    ///   - most: how often it is cut at the most.
    /// - Returns: the parts.
    @inlinable
    package func parts(at byte: Unicode.Scalar, most: Int = .max) -> [String] {
        utf8.split(
            separator: UInt8(ascii: byte), maxSplits: most, omittingEmptySubsequences: false
        ).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What is before and after the first place where these bytes are; nil where they are nowhere.
    @inlinable
    package func halves(around bytes: String) -> (before: String, after: String)? {
        guard let place = utf8.place(of: bytes) else { return nil }
        return (
            String(decoding: utf8[..<place.lowerBound], as: UTF8.self),
            String(decoding: utf8[place.upperBound...], as: UTF8.self)
        )
    }

    /// What is between line feeds, and carriage returns with and without one, the empty lines too.
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

    /// What is between ASCII's white space, without empty texts.
    @inlinable
    package func words() -> [String] {
        utf8.split(whereSeparator: \.isSpace).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The last name of a path, without slashes after it; nil where it has none.
    @inlinable
    package var lastName: String? {
        utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The folder of a path, up to the last slash and with it; empty where there is none.
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
