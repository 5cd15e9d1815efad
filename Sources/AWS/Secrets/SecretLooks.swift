import Bytes
import Glibc

/// Hides what looks like a secret in text of programs that do not know enlist's secrets: a log, a
/// script's output.
///
/// It goes by the looks alone: the value after a name that suggests a secret (`password=…`,
/// `"SecretAccessKey": "…"`, also within JSON and HTML that quote it), the password in a URL, and
/// private keys. A secret that looks like a word stays: people must read the text before they send
/// it.
package enum SecretLooks {
    private static let mark = Array("***".utf8)
    /// The minimum length: a shorter value is a word or a number.
    private static let shortest = 4
    private static let begin = Array("-----BEGIN ".utf8)
    private static let end = Array("-----END ".utf8)
    private static let privateKey = Array("PRIVATE KEY".utf8)

    /// The text with `***` in place of each; lines stay lines, and JSON stays JSON.
    package static func hidden(in text: String) -> String {
        let bytes = Array(text.utf8)
        let plain = Array(text.lowercased().utf8)
        // A text whose letters change their length in lower case is processed line by line.
        let tells = plain.count == bytes.count
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var isInKey = false
        var start = 0
        while start <= bytes.count {
            let end = bytes.place(of: UInt8(ascii: "\n"), from: start) ?? bytes.count
            let line = bytes[start..<end]
            if isInKey || !tells || plain.holdsAny(of: signs, in: start..<end) {
                kept += hidden(in: line, &isInKey)
            } else {
                kept += line
            }
            if end < bytes.count { kept.append(UInt8(ascii: "\n")) }
            start = end + 1
        }
        return String(decoding: kept, as: UTF8.self)
    }

    /// A line without one of these, in lower case, has nothing to hide.
    private static let signs =
        SecretName.stems.map { Array($0.utf8) } + [Array("://".utf8), Array("-----begin ".utf8)]

    private static func hidden(in line: ArraySlice<UInt8>, _ isInKey: inout Bool) -> [UInt8] {
        let begins = line.place(of: begin) != nil && line.place(of: privateKey) != nil
        guard isInKey || begins else { return withoutValues(line) }
        let ends = line.place(of: end) != nil
        defer { isInKey = !ends }
        return withoutKey(line, from: isInKey ? nil : begin, to: ends ? end : nil)
    }

    /// A line without its part of a private key.
    private static func withoutKey(
        _ line: ArraySlice<UInt8>, from begin: [UInt8]?, to end: [UInt8]?
    ) -> [UInt8] {
        let head = begin.flatMap { line.place(of: $0) }.map { line[..<$0.lowerBound] } ?? []
        let tail = end.flatMap { line.place(of: $0) }.map { line[$0.lowerBound...] } ?? []
        return withoutValues(head) + mark + tail
    }

    private static func withoutValues(_ line: ArraySlice<UInt8>) -> [UInt8] {
        var kept: [UInt8] = []
        var rest = line
        while let first = rest.first {
            if first.isOfName {
                let name = rest.prefix(while: \.isOfName)
                rest = rest[name.endIndex...]
                kept += name
                guard SecretName.is(String(decoding: name, as: UTF8.self)),
                    let value = value(after: &rest, into: &kept)
                else { continue }
                kept += value.count < shortest ? Array(value) : mark
            } else if let (user, next) = userInURL(rest) {
                kept += user.isEmpty ? [] : Array("://".utf8) + mark
                rest = next
            } else {
                kept.append(first)
                rest = rest.dropFirst()
            }
        }
        return kept
    }

    /// Skips what separates a name from its value.
    ///
    /// - Parameters:
    ///   - rest: what follows the name; then what follows the value.
    ///   - kept: receives what is between them.
    /// - Returns: the value; nil if no value follows the name, which leaves `rest` and `kept`
    ///   unchanged.
    private static func value(
        after rest: inout ArraySlice<UInt8>, into kept: inout [UInt8]
    ) -> ArraySlice<UInt8>? {
        var after = rest
        func take(while isOne: (UInt8) -> Bool) -> ArraySlice<UInt8> {
            let taken = after.prefix(while: isOne)
            after = after[taken.endIndex...]
            return taken
        }
        func takeQuotes() -> ArraySlice<UInt8> {
            let start = after
            while let count = after.countOfQuote { after = after.dropFirst(count) }
            return start[..<after.startIndex]
        }
        let quotes = takeQuotes()
        _ = take { $0 == UInt8(ascii: " ") }
        guard let sign = after.first, sign == UInt8(ascii: "=") || sign == UInt8(ascii: ":") else {
            return nil
        }
        after = after.dropFirst()
        _ = take { $0 == UInt8(ascii: " ") }
        let opening = takeQuotes()
        // A number or a list of JSON: hiding it would make the JSON invalid.
        guard quotes.isEmpty || !opening.isEmpty else { return nil }
        let between = rest[..<after.startIndex]
        func takeQuoted() -> ArraySlice<UInt8> {
            let start = after
            while !after.isEmpty, after.countOfQuote == nil { after = after.dropFirst() }
            return start[..<after.startIndex]
        }
        var value =
            opening.isEmpty
            ? take { !$0.isSpace && !$0.isQuote && !$0.endsValue } : takeQuoted()
        if opening.isEmpty, schemes.contains(String(decoding: value, as: UTF8.self).lowercased()) {
            // `Authorization: Bearer …`: the scheme is not secret, but what follows is.
            _ = take { $0 == UInt8(ascii: " ") }
            kept += rest[..<after.startIndex]
            value = takeQuoted()
        } else {
            kept += between
        }
        rest = after
        return value
    }

    private static let schemes: Set = ["bearer", "basic", "aws4-hmac-sha256"]

    /// The user and password of a URL whose `://` comes first; empty if it has no password.
    private static func userInURL(
        _ rest: ArraySlice<UInt8>
    ) -> (user: ArraySlice<UInt8>, next: ArraySlice<UInt8>)? {
        let sign = Array("://".utf8)
        guard rest.starts(with: sign) else { return nil }
        let authority = rest.dropFirst(sign.count).prefix {
            !$0.isSpace && !$0.isQuote && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?")
        }
        guard let end = authority.lastIndex(of: UInt8(ascii: "@")),
            authority[..<end].contains(UInt8(ascii: ":"))
        else { return nil }
        return (authority[..<end], rest[end...])
    }
}

extension UInt8 {
    fileprivate var isOfName: Bool {
        isLetter || isDigit || self == UInt8(ascii: "_") || self == UInt8(ascii: "-")
    }
    fileprivate var isQuote: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") }
    fileprivate var endsValue: Bool {
        [",", "&", ";", ")", "}", "]", "<", "\\"].contains { (sign: Unicode.Scalar) in
            self == UInt8(ascii: sign)
        }
    }
}

extension [UInt8] {
    /// The first position of a byte, from a start on.
    fileprivate func place(of byte: UInt8, from start: Int) -> Int? {
        withUnsafeBytes { $0.place(of: [byte], in: start..<$0.count) }
    }

    /// Whether one of several texts occurs in a part.
    fileprivate func holdsAny(of texts: [[UInt8]], in part: Range<Int>) -> Bool {
        withUnsafeBytes { bytes in texts.contains { bytes.place(of: $0, in: part) != nil } }
    }
}

extension UnsafeRawBufferPointer {
    /// The first position of bytes in a part; a log has millions of bytes, so the C library does
    /// the search.
    fileprivate func place(of bytes: [UInt8], in part: Range<Int>) -> Int? {
        guard let base = baseAddress, let first = bytes.first else { return nil }
        var place = part.lowerBound
        while place + bytes.count <= part.upperBound {
            let room = part.upperBound - bytes.count + 1 - place
            guard let found = memchr(base + place, Int32(first), room) else { return nil }
            place = UnsafeRawPointer(found) - base
            if memcmp(found, bytes, bytes.count) == 0 { return place }
            place += 1
        }
        return nil
    }
}

extension ArraySlice<UInt8> {
    private static let quotes = ["\\", "\"", "'", "&quot;", "&#39;"].map { Array($0.utf8) }

    /// The number of bytes of the quote at its beginning, plain, in JSON or in HTML; nil without
    /// one.
    fileprivate var countOfQuote: Int? { Self.quotes.first { starts(with: $0) }?.count }

    fileprivate func place(of bytes: [UInt8]) -> Range<Int>? {
        guard count >= bytes.count else { return nil }
        return (startIndex...(endIndex - bytes.count)).first { self[$0...].starts(with: bytes) }
            .map { $0..<($0 + bytes.count) }
    }
}
