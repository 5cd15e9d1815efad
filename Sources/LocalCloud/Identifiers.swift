/// Generates the ids and keys of the cloud.
package struct Identifiers: Sendable {
    private var generator: any RandomNumberGenerator & Sendable

    /// - Parameter generator: The source of randomness; tests pass a deterministic one.
    package init(
        from generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.generator = generator
    }

    /// The characters of a text.
    package enum Alphabet: String {
        case hex = "0123456789abcdef"
        case upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
        case mixed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    }

    /// A random text.
    package mutating func text(_ length: Int, of alphabet: Alphabet) -> String {
        let letters = Array(alphabet.rawValue)
        return String(
            (0..<length).map { _ in letters[Int(generator.next() % UInt64(letters.count))] })
    }

    /// A UUID in lower case, used for OpsWorks' ids and request ids.
    package mutating func uuid() -> String {
        [8, 4, 4, 4, 12].map { text($0, of: .hex) }.joined(separator: "-")
    }
}
