/// Texts from outside, by their bytes, as the kernel, the loader and C take them.
///
/// Swift takes texts by what people see: to it `/` with a combining accent after it is another character
/// than `/`, and two spellings of one character are the same.
extension StringProtocol {
    func hasByte(_ byte: Unicode.Scalar) -> Bool { utf8.contains(UInt8(ascii: byte)) }

    /// Whether both are the same bytes.
    func isSpelled(_ other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }

    func begins(with start: String) -> Bool { utf8.starts(with: start.utf8) }

    func ends(with end: String) -> Bool { utf8.reversed().starts(with: end.utf8.reversed()) }

    /// What follows so many bytes.
    func dropping(bytes count: Int) -> String {
        String(decoding: utf8.dropFirst(count), as: UTF8.self)
    }

    /// What is before, between and after each byte of that value, the empty texts too.
    ///
    /// - Parameters:
    ///   - byte: where it is cut.
    ///   - most: how often it is cut at the most.
    /// - Returns: the parts.
    func parts(at byte: Unicode.Scalar, most: Int = .max) -> [String] {
        utf8.split(
            separator: UInt8(ascii: byte), maxSplits: most, omittingEmptySubsequences: false
        ).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What is before and after the first place where these bytes are; nil where they are nowhere.
    func halves(around bytes: String) -> (before: String, after: String)? {
        let own = Array(utf8)
        let sought = Array(bytes.utf8)
        guard !sought.isEmpty, own.count >= sought.count else { return nil }
        for start in 0...(own.count - sought.count) where own[start...].starts(with: sought) {
            return (
                String(decoding: own[..<start], as: UTF8.self),
                String(decoding: own[(start + sought.count)...], as: UTF8.self)
            )
        }
        return nil
    }

    /// The text with other bytes in the place of these, wherever they are.
    func replacing(bytes: String, by other: String) -> String {
        var result = ""
        var rest = String(self)
        while let (before, after) = rest.halves(around: bytes) {
            result += before + other
            rest = after
        }
        return result + rest
    }
}
