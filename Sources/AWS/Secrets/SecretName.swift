import Bytes

/// Recognises secret values by their names.
enum SecretName {
    /// Parts of names in lower case, without word separators.
    private static let parts = [
        "secret", "password", "passwd", "passphrase", "token", "privatekey", "sshkey", "apikey",
        "signature", "pkcs7", "rsa2048", "authorization",
    ]

    /// The stem of each such name, whatever separates its words: `api-key` has `key`.
    static let stems = [
        "secret", "pass", "token", "key", "signature", "pkcs7", "rsa", "authorization",
    ]

    /// Whether the name suggests a secret: `SecretAccessKey`, `ssh_key`, `Tags.member.1.Password`.
    ///
    /// `NextToken` counts too: its value is never missed.
    static func `is`(_ name: String) -> Bool {
        let letters = name.lowercased().utf8.filter { $0.isLetter || $0.isDigit }
        let plain = String(decoding: letters, as: UTF8.self)
        return parts.contains { plain.contains(bytes: $0) }
    }
}
