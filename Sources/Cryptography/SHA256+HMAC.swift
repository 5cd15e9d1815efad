import CCrypto

extension SHA256 {
    private static let blockLength = 64

    /// Returns the code of RFC 2104 with this hash function.
    ///
    /// - Throws: `CryptographyFailure`.
    package static func code(
        of message: [UInt8], key: [UInt8]
    ) throws(CryptographyFailure) -> [UInt8] {
        var key = key.count > blockLength ? try sum(of: key) : key
        key += [UInt8](repeating: 0, count: blockLength - key.count)
        let inner = try sum(of: key.map { $0 ^ 0x36 } + message)
        return try sum(of: key.map { $0 ^ 0x5C } + inner)
    }

    /// The same as 64 lower-case hexadecimal digits.
    package static func codeDigits(
        of message: [UInt8], key: [UInt8]
    ) throws(CryptographyFailure) -> String {
        text(of: try code(of: message, key: key))
    }

    private static func sum(of bytes: [UInt8]) throws(CryptographyFailure) -> [UInt8] {
        var sum = [UInt8](repeating: 0, count: length)
        guard EVP_Digest(bytes, bytes.count, &sum, nil, EVP_sha256(), nil) == 1 else {
            throw CryptographyFailure(task: "hash")
        }
        return sum
    }
}
