import PluginHost

/// Keys and signatures of signify(1), by which plugins are trusted.
struct SignifyFiles: FuzzTarget {
    func take(_ bytes: [UInt8]) throws(Finding) -> Bool {
        let key = VerificationKey(bytes)
        let signature = DetachedSignature(bytes)
        if let key, VerificationKey(Array(key.text("again").utf8)) != key {
            throw Finding("written, the key reads otherwise")
        }
        if let signature, DetachedSignature(Array(signature.text("again").utf8)) != signature {
            throw Finding("written, the signature reads otherwise")
        }
        let secret = try? SigningKey(bytes)
        if let secret {
            guard let text = try? secret.text("again"),
                let again = try? SigningKey(Array(text.utf8)), again.number == secret.number
            else { throw Finding("written, the secret key reads otherwise") }
        }
        return key != nil || signature != nil || secret != nil
    }
}
