/// Writes a tar archive of small files (POSIX.1-1988 ustar), in memory.
package struct TarWriter: Sendable {
    private var content: [UInt8] = []
    /// The modification time of all of its files, in seconds since 1970-01-01T00:00:00Z.
    private let time: Int

    /// Takes the modification time of its files.
    package init(at time: Int) { self.time = max(time, 0) }

    /// Adds an ordinary file that only its owner may read.
    ///
    /// - Parameters:
    ///   - name: of at most 100 bytes, with `/` between folders; a longer one is cut.
    ///   - content: of the file.
    package mutating func add(_ name: String, _ content: [UInt8]) {
        var header = [UInt8](repeating: 0, count: TarHeader.size)
        func put(_ text: String, at offset: Int, most: Int) {
            let bytes = text.utf8.prefix(most)
            header.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
        }
        put(name, at: 0, most: 100)
        put(Self.octal(0o600, 7), at: 100, most: 8)
        put(Self.octal(0, 7), at: 108, most: 8)
        put(Self.octal(0, 7), at: 116, most: 8)
        put(Self.octal(content.count, 11), at: 124, most: 12)
        put(Self.octal(time, 11), at: 136, most: 12)
        put("        ", at: 148, most: 8)
        put("0", at: 156, most: 1)
        put("ustar\0" + "00", at: 257, most: 8)
        put("root", at: 265, most: 32)
        put("root", at: 297, most: 32)
        // The checksum of the header, with its own field taken as spaces: six digits, NUL, space.
        let sum = header.reduce(0) { $0 + Int($1) }
        put(Self.octal(sum, 6) + "\0 ", at: 148, most: 8)
        let padding = (TarHeader.size - content.count % TarHeader.size) % TarHeader.size
        self.content += header + content + [UInt8](repeating: 0, count: padding)
    }

    /// The whole archive, with the two empty blocks that end it.
    package var archive: [UInt8] {
        content + [UInt8](repeating: 0, count: 2 * TarHeader.size)
    }

    private static func octal(_ number: Int, _ digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
