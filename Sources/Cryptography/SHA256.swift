import CCrypto
import Glibc

/// The hash function of FIPS 180-4.
package enum SHA256 {
    static let length = 32

    /// Returns the checksum of some bytes, as 64 lower-case hexadecimal digits.
    ///
    /// - Throws: `CryptographyFailure`.
    package static func digits(of bytes: [UInt8]) throws(CryptographyFailure) -> String {
        var sum = [UInt8](repeating: 0, count: length)
        guard EVP_Digest(bytes, bytes.count, &sum, nil, EVP_sha256(), nil) == 1 else {
            throw CryptographyFailure(task: "hash")
        }
        return text(of: sum)
    }

    /// Returns the checksum of a text in base64, as a Content Security Policy names a script or a
    /// style sheet.
    ///
    /// - Throws: `CryptographyFailure`.
    package static func base64(of text: String) throws(CryptographyFailure) -> String {
        try base64(of: Array(text.utf8))
    }

    /// Returns the checksum of some bytes in base64, as S3 expects it.
    ///
    /// - Throws: `CryptographyFailure`.
    package static func base64(of bytes: [UInt8]) throws(CryptographyFailure) -> String {
        var sum = [UInt8](repeating: 0, count: length)
        guard EVP_Digest(bytes, bytes.count, &sum, nil, EVP_sha256(), nil) == 1 else {
            throw CryptographyFailure(task: "hash")
        }
        // Four characters for every three bytes, and a zero byte.
        var encoded = [UInt8](repeating: 0, count: (length + 2) / 3 * 4 + 1)
        let count = EVP_EncodeBlock(&encoded, sum, Int32(length))
        return String(decoding: encoded.prefix(Int(count)), as: UTF8.self)
    }

    static func text(of sum: [UInt8]) -> String {
        sum.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// Returns the checksum of a whole file, as 64 lower-case hexadecimal digits.
    ///
    /// Reads from the beginning of the file; the descriptor's own position does not change.
    ///
    /// - Parameter descriptor: an open file that supports reads at any offset.
    /// - Returns: the digits; nil if reading fails, with the reason in `errno`.
    /// - Throws: `CryptographyFailure`; `CancellationError` when the task is cancelled.
    package static func digits(ofFile descriptor: Int32) throws -> String? {
        guard let context = EVP_MD_CTX_new() else { throw CryptographyFailure(task: "hash") }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            throw CryptographyFailure(task: "hash")
        }
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        var place: off_t = 0
        while true {
            try Task.checkCancellation()
            let count = pread(descriptor, &buffer, buffer.count, place)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            guard EVP_DigestUpdate(context, buffer, count) == 1 else {
                throw CryptographyFailure(task: "hash")
            }
            place += off_t(count)
        }
        var sum = [UInt8](repeating: 0, count: length)
        guard EVP_DigestFinal_ex(context, &sum, nil) == 1 else {
            throw CryptographyFailure(task: "hash")
        }
        return text(of: sum)
    }
}
