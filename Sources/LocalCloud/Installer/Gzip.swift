package import Foundation

/// Writes gzip files without compression: deflate's stored blocks (RFC 1951, RFC 1952).
package enum Gzip {
    private static let longestBlock = 65_535

    /// A gzip file with the content.
    package static func stored(_ content: Data) -> Data {
        var file = Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])
        var rest = content[...]
        repeat {
            let block = rest.prefix(longestBlock)
            rest = rest.dropFirst(longestBlock)
            file.append(rest.isEmpty ? 1 : 0)
            append(UInt16(block.count), to: &file)
            append(~UInt16(block.count), to: &file)
            file.append(block)
        } while !rest.isEmpty
        append(checksum(content), to: &file)
        append(UInt32(truncatingIfNeeded: content.count), to: &file)
        return file
    }

    private static func append(_ number: some FixedWidthInteger, to file: inout Data) {
        withUnsafeBytes(of: number.littleEndian) { file.append(contentsOf: $0) }
    }

    /// CRC-32.
    private static func checksum(_ content: Data) -> UInt32 {
        ~content.reduce(~0) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
                sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1
            }
        }
    }
}
