import Cryptography

/// A key that signs files, in the form of signify(1) without a passphrase.
package struct SigningKey: Sendable {
    package let number: KeyNumber
    private let seed: [UInt8]

    // After the algorithm: the passphrase's algorithm, rounds (zero without a passphrase), salt,
    // checksum, number, seed and public key.
    private static let passphraseAlgorithm = Array("BK".utf8)
    private static let roundsLength = 4
    private static let saltLength = 16
    private static let checksumLength = 8

    /// Why a file is not a usable key.
    package enum Problem: Error, Sendable, Equatable {
        case notAKey
        case hasPassphrase
        case damaged
    }

    /// Creates a key.
    ///
    /// - Throws: `CryptographyFailure`.
    package init() throws {
        number = KeyNumber(bytes: try Ed25519.random(KeyNumber.length))
        seed = try Ed25519.newSeed()
    }

    /// Parses a secret key.
    ///
    /// - Throws: why it is not usable.
    package init(_ bytes: [UInt8]) throws(Problem) {
        guard let file = SignifyFile(bytes) else { throw .notAKey }
        var rest = file.body[...]
        func take(_ count: Int) -> [UInt8] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        let algorithm = take(Self.passphraseAlgorithm.count)
        let rounds = take(Self.roundsLength)
        _ = take(Self.saltLength)
        let checksum = take(Self.checksumLength)
        let number = take(KeyNumber.length)
        let secret = take(2 * Ed25519.keyLength)
        guard algorithm == Self.passphraseAlgorithm, secret.count == 2 * Ed25519.keyLength,
            rest.isEmpty
        else { throw .notAKey }
        guard rounds.allSatisfy({ $0 == 0 }) else { throw .hasPassphrase }
        self.number = KeyNumber(bytes: number)
        seed = Array(secret.prefix(Ed25519.keyLength))
        guard SHA512.sum(of: secret).prefix(Self.checksumLength).elementsEqual(checksum),
            let key = try? Ed25519.publicKey(ofSeed: seed),
            secret.suffix(Ed25519.keyLength).elementsEqual(key)
        else { throw .damaged }
    }

    /// Returns the key that verifies this one's signatures.
    ///
    /// - Returns: the public key, with the same number.
    /// - Throws: `CryptographyFailure`.
    package func verificationKey() throws -> VerificationKey {
        VerificationKey(number: number, key: try Ed25519.publicKey(ofSeed: seed))
    }

    /// Signs bytes.
    ///
    /// - Returns: the signature, which names this key.
    /// - Throws: `CryptographyFailure`.
    package func sign(_ bytes: [UInt8]) throws -> DetachedSignature {
        DetachedSignature(
            number: number,
            signature: try bytes.withUnsafeBytes { try Ed25519.signature(of: $0, seed: seed) })
    }

    /// Returns the file's text, which is secret.
    ///
    /// - Parameter comment: for people.
    /// - Returns: two lines.
    /// - Throws: `CryptographyFailure`.
    package func text(_ comment: String) throws -> String {
        let secret = seed + (try Ed25519.publicKey(ofSeed: seed))
        let body =
            Self.passphraseAlgorithm
            + [UInt8](repeating: 0, count: Self.roundsLength + Self.saltLength)
            + SHA512.sum(of: secret).prefix(Self.checksumLength) + number.bytes + secret
        return SignifyFile(comment: comment, body: body).text
    }
}
