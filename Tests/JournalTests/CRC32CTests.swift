import Testing

@testable import Journal

@Suite struct CRC32CTests {
    /// The check value of the catalogues, and those of RFC 3720, appendix B.4.
    private static let known: [([UInt8], UInt32)] = [
        (Array("123456789".utf8), 0xE306_9283),
        ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
        ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
        (Array(0..<32), 0x46DD_794E),
        (Array((0..<32).reversed()), 0x113F_DB5C),
        ([], 0),
    ]

    @Test(arguments: known)
    func `known checksums come out`(_ bytes: [UInt8], _ sum: UInt32) {
        #expect(CRC32C.checksum(of: bytes.span) == sum)
    }

    @Test func `any number of bytes at any place is summed up as a byte at a time`() {
        let bytes = (0..<64).map { UInt8(truncatingIfNeeded: $0 &* 167 ^ 0x5A) }
        for start in 0..<16 {
            for end in start...bytes.count {
                var register = UInt32.max
                for byte in bytes[start..<end] {
                    register ^= UInt32(byte)
                    for _ in 0..<8 {
                        register = register & 1 == 1 ? 0x82F6_3B78 ^ (register >> 1) : register >> 1
                    }
                }
                #expect(CRC32C.checksum(of: bytes[start..<end].span) == ~register)
            }
        }
    }
}
