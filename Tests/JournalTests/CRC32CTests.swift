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
        #expect(CRC32C.checksum(of: bytes) == sum)
        #expect(CRC32C.checksum(of: AnyCollection(bytes)) == sum)
    }
}
