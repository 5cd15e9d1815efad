import CCrypto

/// Base64 (RFC 4648, section 4), in one line.
package enum Base64 {
    package static func text(of bytes: [UInt8]) -> String {
        var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let length = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
        return String(decoding: text.prefix(Int(length)), as: UTF8.self)
    }

    /// Decodes a text; nil unless it is base64 in exactly the form in which this type writes it.
    package static func bytes(of text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard !digits.isEmpty, digits.count % 4 == 0, digits.count < 1 << 20 else { return nil }
        var bytes = [UInt8](repeating: 0, count: digits.count / 4 * 3)
        guard EVP_DecodeBlock(&bytes, digits, Int32(digits.count)) == bytes.count else {
            return nil
        }
        // libcrypto counts the padding as bytes.
        bytes.removeLast(digits.suffix(2).count { $0 == UInt8(ascii: "=") })
        return Base64.text(of: bytes) == text ? bytes : nil
    }
}
