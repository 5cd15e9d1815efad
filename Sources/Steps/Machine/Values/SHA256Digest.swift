import Bytes
import Pipeline

/// A SHA-256 hash as a parameter: 64 hexadecimal digits.
struct SHA256Digest: Sendable, Equatable {
    /// In lower case.
    let text: String
}

extension SHA256Digest: FactValue {
    static var shape: ValueShape {
        .matching(pattern: "^[0-9A-Fa-f]{64}$", words: "64 hexadecimal digits")
    }

    init?(_ value: Value) {
        guard case .string(let text) = value, text.utf8.count == 64,
            text.utf8.allSatisfy(\.isHexDigit)
        else { return nil }
        self.init(text: text.lowercased())
    }

    var value: Value { .string(text) }
}
