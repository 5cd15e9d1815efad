import CCrypto

/// The longer hash function of FIPS 180-4.
package enum SHA512 {
    /// Returns the checksum of some bytes, 64 bytes long; empty if libcrypto cannot compute it.
    package static func sum(of bytes: [UInt8]) -> [UInt8] {
        var sum = [UInt8](repeating: 0, count: 64)
        return EVP_Digest(bytes, bytes.count, &sum, nil, EVP_sha512(), nil) == 1 ? sum : []
    }
}
