import Bytes

/// The name of a fact: words of lower-case letters, digits and `-`, joined by dots (`stack.id`).
package struct FactName: Sendable, Hashable, Comparable {
    package let text: String

    /// Parses a name that comes from outside; nil if it is invalid.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 128 else { return nil }
        for word in text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        {
            guard let first = word.first, FactName.isLetter(first),
                word.allSatisfy({ FactName.isLetter($0) || FactName.isDigitOrDash($0) })
            else { return nil }
        }
        self.text = text
    }

    /// Creates a name from one in the program's own code.
    init(known text: String) { self.text = text }

    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
    private static func isDigitOrDash(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || byte == 0x2D
    }
}

extension FactName: CustomStringConvertible {
    package var description: String { text }
}
