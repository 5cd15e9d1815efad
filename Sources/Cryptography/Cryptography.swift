// # Checksums and signatures
//
// OpenSSL's libcrypto computes all of them; libcurl depends on it anyway.
//
// 1. `SHA256`: the checksum of a file, by its open descriptor.
// 2. `Ed25519`: keys and signatures (RFC 8032).
// 3. `Base64`: the text form of both.

/// A failure of libcrypto, which does not happen with an intact library.
package struct CryptographyFailure: Error, Sendable, Equatable {
    /// What failed, as a phrase: `sign`.
    package let task: String
}
