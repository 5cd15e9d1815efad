/// CRC-32C (Castagnoli): the checksum of iSCSI (RFC 3720, appendix B.4), ext4 and Btrfs.
///
/// It detects every change within 32 consecutive bits, and so every changed byte. It guards against
/// disk faults and power cuts. Whoever can write to the journal can do anything else on the machine
/// as well, so a cryptographic hash would protect nothing.
enum CRC32C {
    /// The checksum of the bytes: `0xE3069283` for the ASCII digits from 1 to 9.
    static func checksum(of bytes: Span<UInt8>) -> UInt32 {
        let bytes = bytes.bytes
        let tables = tables.span
        var register = UInt32.max
        var place = 0
        // Eight bytes at a time, each by the table for its distance from their end.
        while place + 8 <= bytes.byteCount {
            let word =
                UInt64(
                    littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self))
                ^ UInt64(register)
            register = 0
            for number in 0..<8 {
                let byte = Int(truncatingIfNeeded: word >> UInt64(8 * number)) & 0xFF
                register ^= tables[(7 - number) << 8 | byte]
            }
            place += 8
        }
        while place < bytes.byteCount {
            let byte = bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self)
            register = tables[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ (register >> 8)
            place += 1
        }
        return ~register
    }

    /// Eight tables of 256: the register after a byte, and after that byte and 1 to 7 zero bytes.
    private static let tables: [UInt32] = {
        // The polynomial 0x1EDC6F41, lowest bit first.
        var tables: [UInt32] = (0..<256).map { byte in
            (0..<8).reduce(UInt32(byte)) { value, _ in
                value & 1 == 1 ? 0x82F6_3B78 ^ (value >> 1) : value >> 1
            }
        }
        for place in 256..<2048 {
            let value = tables[place - 256]
            tables.append(tables[Int(UInt8(truncatingIfNeeded: value))] ^ (value >> 8))
        }
        return tables
    }()
}
