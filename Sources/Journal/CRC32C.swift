/// CRC-32C (Castagnoli): the checksum of iSCSI (RFC 3720, appendix B.4), ext4 and Btrfs.
///
/// It finds for certain whatever changes at most 32 bits in a row, and with them every flipped byte. What
/// it guards against is a disk and a power cut; somebody who may write to the journal may do anything
/// else on the machine as well, so that a cryptographic hash would protect nothing.
enum CRC32C {
    /// The checksum of the bytes: `0xE3069283` for the ASCII digits from 1 to 9.
    static func checksum(of bytes: some Collection<UInt8>) -> UInt32 {
        var register = UInt32.max
        let done: Void? = bytes.withContiguousStorageIfAvailable { bytes in
            for byte in bytes { register = next(register, byte) }
        }
        if done == nil { for byte in bytes { register = next(register, byte) } }
        return ~register
    }

    private static func next(_ register: UInt32, _ byte: UInt8) -> UInt32 {
        table[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ (register >> 8)
    }

    /// The polynomial 0x1EDC6F41, lowest bit first.
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in
            value & 1 == 1 ? 0x82F6_3B78 ^ (value >> 1) : value >> 1
        }
    }
}
