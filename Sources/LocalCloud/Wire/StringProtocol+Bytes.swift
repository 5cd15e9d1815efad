/// Clients' texts by their bytes: for Swift, `/` with an accent after it is another character than
/// `/`.
///
/// The client has the same functions in another module, which its judge must not share.
extension StringProtocol {
    func begins(with start: String) -> Bool { utf8.starts(with: start.utf8) }

    func ends(with end: String) -> Bool { utf8.suffix(end.utf8.count).elementsEqual(end.utf8) }

    func hasByte(_ byte: Unicode.Scalar) -> Bool { utf8.contains(UInt8(ascii: byte)) }

    /// The rest after these bytes; nil if the text does not begin with them.
    func rest(after start: String) -> String? {
        guard begins(with: start) else { return nil }
        return String(decoding: utf8.dropFirst(start.utf8.count), as: UTF8.self)
    }

    /// The parts before, between and after each byte of that value, including empty ones.
    func parts(at byte: Unicode.Scalar, most: Int = .max) -> [String] {
        utf8.split(
            separator: UInt8(ascii: byte), maxSplits: most, omittingEmptySubsequences: false
        ).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The parts without the empty ones.
    func words(at byte: Unicode.Scalar) -> [String] { parts(at: byte).filter { !$0.isEmpty } }

    /// The text with each byte of that value replaced by another text.
    func replacing(byte: Unicode.Scalar, by other: String) -> String {
        parts(at: byte).joined(separator: other)
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
    var isHexDigit: Bool { isDigit || (0x61...0x66).contains(self | 0x20) }
}
