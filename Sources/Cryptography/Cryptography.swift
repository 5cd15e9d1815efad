// # Sums and signatures
//
// OpenSSL's libcrypto computes them all: libcurl brings it along anyway.
//
// 1. `SHA256`: the sum of a file, by its open descriptor.
// 2. `Ed25519`: keys and signatures (RFC 8032).
// 3. `Base64`, in which they are written down.

/// What libcrypto could not do, which it does wherever it is whole.
package struct CryptographyFailure: Error, Sendable, Equatable {
    /// As a phrase: `sign`.
    package let task: String
}
