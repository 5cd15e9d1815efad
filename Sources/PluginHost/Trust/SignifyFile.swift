import Bytes
import Cryptography

/// A file of OpenBSD's signify(1): a comment, and base64 of bytes that begin with the algorithm.
struct SignifyFile {
    let comment: String
    /// The bytes after the two letters of the algorithm.
    let body: [UInt8]

    static let commentHeader = "untrusted comment: "
    /// The maximum size of such a file, in bytes.
    static let longest = 4096
    private static let algorithm = Array("Ed".utf8)

    init(comment: String, body: [UInt8]) {
        self.comment = comment
        self.body = body
    }

    /// Parses a file; nil if it is not one.
    init?(_ bytes: [UInt8]) {
        let lines = String(decoding: bytes, as: UTF8.self).parts(at: "\n")
        guard lines.count >= 2, lines[0].begins(with: Self.commentHeader),
            lines.dropFirst(2).allSatisfy(\.isEmpty),
            let bytes = Base64.bytes(of: lines[1]), bytes.starts(with: Self.algorithm)
        else { return nil }
        comment = lines[0].dropping(bytes: Self.commentHeader.utf8.count)
        body = Array(bytes.dropFirst(Self.algorithm.count))
    }

    var text: String {
        "\(Self.commentHeader)\(comment)\n\(Base64.text(of: Self.algorithm + body))\n"
    }
}

/// The number by which a signature refers to its key.
package struct KeyNumber: Sendable, Hashable {
    static let length = 8
    let bytes: [UInt8]

    /// The number in hexadecimal digits.
    package var text: String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

/// A key that verifies signatures.
package struct VerificationKey: Sendable, Equatable {
    package let number: KeyNumber
    let key: [UInt8]

    /// Parses a public key of signify's; nil if it is not one.
    package init?(_ bytes: [UInt8]) {
        guard let file = SignifyFile(bytes),
            file.body.count == KeyNumber.length + Ed25519.keyLength
        else { return nil }
        number = KeyNumber(bytes: Array(file.body.prefix(KeyNumber.length)))
        key = Array(file.body.dropFirst(KeyNumber.length))
    }

    init(number: KeyNumber, key: [UInt8]) {
        self.number = number
        self.key = key
    }

    package func text(_ comment: String) -> String {
        SignifyFile(comment: comment, body: number.bytes + key).text
    }
}

/// A signature of a file, beside it.
package struct DetachedSignature: Sendable, Equatable {
    package let number: KeyNumber
    let signature: [UInt8]

    /// The suffix of a signature's name after the file's.
    package static let suffix = ".sig"

    /// Parses a signature of signify's; nil if it is not one.
    package init?(_ bytes: [UInt8]) {
        guard let file = SignifyFile(bytes),
            file.body.count == KeyNumber.length + Ed25519.signatureLength
        else { return nil }
        number = KeyNumber(bytes: Array(file.body.prefix(KeyNumber.length)))
        signature = Array(file.body.dropFirst(KeyNumber.length))
    }

    init(number: KeyNumber, signature: [UInt8]) {
        self.number = number
        self.signature = signature
    }

    /// Whether a key has signed these bytes with it.
    package func isValid(of bytes: [UInt8], by key: VerificationKey) -> Bool {
        number == key.number
            && bytes.withUnsafeBytes {
                Ed25519.isValid(signature, of: $0, publicKey: key.key)
            }
    }

    package func text(_ comment: String) -> String {
        SignifyFile(comment: comment, body: number.bytes + signature).text
    }
}
