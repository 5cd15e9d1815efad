import Bytes

/// Which values are secret by their names alone.
enum SecretName {
    /// Parts of names in lower case, without what separates words.
    private static let parts = [
        "secret", "password", "passwd", "passphrase", "token", "privatekey", "sshkey", "apikey",
        "signature", "pkcs7", "rsa2048", "authorization",
    ]

    /// What each such name has in it whatever separates its words: `api-key` has `key`.
    static let stems = [
        "secret", "pass", "token", "key", "signature", "pkcs7", "rsa", "authorization",
    ]

    /// Whether what is called so is a secret: `SecretAccessKey`, `ssh_key`, `Tags.member.1.Password`.
    ///
    /// `NextToken` is one to it, too: nobody misses its value.
    static func `is`(_ name: String) -> Bool {
        let letters = name.lowercased().utf8.filter { $0.isLetter || $0.isDigit }
        let plain = String(decoding: letters, as: UTF8.self)
        return parts.contains { plain.contains(bytes: $0) }
    }
}
