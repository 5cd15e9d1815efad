import CCrypto

/// The signature scheme of RFC 8032, section 5.1.
package enum Ed25519 {
    /// The length in bytes of a public key, and of the seed of a private one.
    package static let keyLength = 32
    package static let signatureLength = 64

    /// Creates a private key.
    ///
    /// - Returns: its seed.
    /// - Throws: `CryptographyFailure`.
    package static func newSeed() throws(CryptographyFailure) -> [UInt8] {
        try random(keyLength)
    }

    /// Returns random bytes for keys and their names.
    package static func random(_ count: Int) throws(CryptographyFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_priv_bytes(&bytes, Int32(count)) == 1 else {
            throw CryptographyFailure(task: "make random numbers")
        }
        return bytes
    }

    /// Returns the public key of a private one.
    package static func publicKey(ofSeed seed: [UInt8]) throws(CryptographyFailure) -> [UInt8] {
        let key = try privateKey(seed)
        defer { EVP_PKEY_free(key) }
        var bytes = [UInt8](repeating: 0, count: keyLength)
        var length = bytes.count
        guard EVP_PKEY_get_raw_public_key(key, &bytes, &length) == 1, length == keyLength else {
            throw CryptographyFailure(task: "make a public key")
        }
        return bytes
    }

    /// Signs a message.
    ///
    /// - Parameters:
    ///   - message: the whole message.
    ///   - seed: the seed of the private key.
    /// - Returns: the signature, 64 bytes.
    /// - Throws: `CryptographyFailure`.
    package static func signature(
        of message: UnsafeRawBufferPointer, seed: [UInt8]
    ) throws(CryptographyFailure) -> [UInt8] {
        let key = try privateKey(seed)
        defer { EVP_PKEY_free(key) }
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: signatureLength)
        var length = signature.count
        guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
            EVP_DigestSign(
                context, &signature, &length, start(of: message), message.count) == 1
        else { throw CryptographyFailure(task: "sign") }
        return signature
    }

    /// Whether the signature was created with the private key that belongs to the public key.
    package static func isValid(
        _ signature: [UInt8], of message: UnsafeRawBufferPointer, publicKey: [UInt8]
    ) -> Bool {
        guard signature.count == signatureLength, publicKey.count == keyLength,
            let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, publicKey, keyLength)
        else { return false }
        defer { EVP_PKEY_free(key) }
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(
                context, signature, signature.count, start(of: message), message.count) == 1
    }

    private static func privateKey(_ seed: [UInt8]) throws(CryptographyFailure) -> OpaquePointer {
        guard seed.count == keyLength,
            let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, keyLength)
        else { throw CryptographyFailure(task: "read a private key") }
        return key
    }

    /// Passes an address for an empty message too: libcrypto treats a missing one as an error.
    private static func start(
        of message: UnsafeRawBufferPointer
    ) -> UnsafePointer<UInt8> {
        message.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? empty
    }

    nonisolated(unsafe) private static let empty = UnsafePointer(
        UnsafeMutablePointer<UInt8>.allocate(capacity: 1))
}
