/// One 512-byte header of a tar archive (POSIX.1-1988 ustar, or GNU's variant of it), not yet
/// checked.
struct TarHeader: Sendable {
    static let size = 512

    let name: String
    let mode: Int
    /// The size in bytes of what follows the header.
    let size: Int
    /// The type letter; a NUL byte has become `0`, as both mean an ordinary file.
    let type: Unicode.Scalar
    let link: String

    /// Parses a header.
    ///
    /// - Throws: `ArchiveProblem.notTar`.
    init(_ block: ArraySlice<UInt8>) throws(ArchiveProblem) {
        let start = block.startIndex
        func field(_ offset: Int, _ length: Int) -> ArraySlice<UInt8> {
            block[(start + offset)..<(start + offset + length)]
        }
        let isPOSIX = field(257, 6).elementsEqual("ustar\0".utf8)
        guard isPOSIX || field(257, 8).elementsEqual("ustar  \0".utf8) else {
            throw .notTar("an entry has no ustar header")
        }
        // The checksum covers the header, with its own field taken as eight spaces.
        let sum = block.reduce(0) { $0 + Int($1) } - field(148, 8).reduce(0) { $0 + Int($1) } + 256
        guard try Self.number(field(148, 8)) == sum else {
            throw .notTar("an entry's checksum is wrong")
        }
        let prefix = isPOSIX ? try Self.text(field(345, 155)) : ""
        let shortName = try Self.text(field(0, 100))
        name = prefix.isEmpty ? shortName : prefix + "/" + shortName
        mode = try Self.number(field(100, 8))
        size = try Self.number(field(124, 12))
        link = try Self.text(field(157, 100))
        let letter = block[start + 156]
        guard letter == 0 || (0x21...0x7E).contains(letter) else {
            throw .notTar("an entry's type is not a letter")
        }
        type = letter == 0 ? "0" : Unicode.Scalar(letter)
    }

    /// Bytes up to the first NUL, as text.
    static func text(_ bytes: ArraySlice<UInt8>) throws(ArchiveProblem) -> String {
        guard let text = String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self) else {
            throw .notTar("a name is not UTF-8")
        }
        return text
    }

    /// An octal number, padded with spaces and NULs.
    ///
    /// The binary form, for files over 8 GiB, is refused with them.
    private static func number(_ field: ArraySlice<UInt8>) throws(ArchiveProblem) -> Int {
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
        if digits.isEmpty { return 0 }
        guard digits.count <= 12, let text = String(validating: digits, as: UTF8.self),
            text.utf8.allSatisfy({ (0x30...0x37).contains($0) }), let value = Int(text, radix: 8)
        else { throw .notTar("a number in a header is not octal") }
        return value
    }
}
