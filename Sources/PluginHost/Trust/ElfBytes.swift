import Glibc

/// The bytes of an untrusted file, every piece of which is checked before it is used.
///
/// All numbers are little-endian, as on every machine that runs enlist.
package struct ElfBytes {
    /// This many bytes from an offset; nil if the file is shorter.
    let piece: (_ offset: UInt64, _ count: Int) -> [UInt8]?
    /// The number of bytes.
    let size: UInt64

    /// - Parameter descriptor: an open file, which must stay open as long as this is used.
    init(_ descriptor: Int32) {
        var file = stat()
        let size = fstat(descriptor, &file) == 0 ? UInt64(max(0, file.st_size)) : 0
        self.size = size
        piece = { offset, count in
            // Compared with the size first, so that a number in the file cannot exhaust memory.
            guard ElfBytes.holds(size, offset, count) else { return nil }
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { space, used in
                while used < count {
                    let more = pread(
                        descriptor, space.baseAddress?.advanced(by: used), count - used,
                        off_t(offset) + used)
                    if more < 0, errno == EINTR { continue }
                    guard more > 0 else { break }
                    used += more
                }
            }
            return bytes.count == count ? bytes : nil
        }
    }

    package init(_ bytes: [UInt8]) {
        size = UInt64(bytes.count)
        piece = { offset, count in
            guard ElfBytes.holds(UInt64(bytes.count), offset, count) else { return nil }
            return Array(bytes[Int(offset)..<Int(offset) + count])
        }
    }

    private static func holds(_ size: UInt64, _ offset: UInt64, _ count: Int) -> Bool {
        count >= 0 && offset <= size && UInt64(count) <= size - offset
    }

    /// The first bytes; fewer if the file is shorter.
    func beginning(_ most: Int) -> [UInt8] { piece(0, Int(min(size, UInt64(most)))) ?? [] }

    /// The number at an offset.
    func number<Number: FixedWidthInteger>(_ type: Number.Type, at offset: UInt64) -> Number? {
        piece(offset, MemoryLayout<Number>.size)?.number(type, at: 0)
    }

    /// The text up to the first zero byte; nil if it is not UTF-8 or longer than names are.
    func text(at offset: UInt64) -> String? {
        var bytes: [UInt8] = []
        while bytes.count <= Self.longestText {
            let start = offset &+ UInt64(bytes.count)
            // Near the end of the file, there is no whole piece.
            guard let more = piece(start, 64) ?? piece(start, 1) else { return nil }
            if let end = more.firstIndex(of: 0) {
                return String(validating: bytes + more[..<end], as: UTF8.self)
            }
            bytes += more
        }
        return nil
    }

    private static let longestText = 4096
}

extension [UInt8] {
    /// The little-endian number at an index; nil beyond the end.
    func number<Number: FixedWidthInteger>(_ type: Number.Type, at index: Int) -> Number? {
        let size = MemoryLayout<Number>.size
        guard index >= 0, count >= size, index <= count - size else { return nil }
        return self[index..<index + size].reversed().reduce(0) { $0 << 8 | Number($1) }
    }
}
