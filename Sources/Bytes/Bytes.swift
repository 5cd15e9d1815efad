// # Texts from outside, by their bytes
//
// The kernel, the loader, a shell and a service take a text as bytes. Swift takes it by what people see:
// to it `/` with a combining accent after it is another character than `/`, a carriage return with a
// line feed is one character, and two spellings of one character are equal. So whoever checks, cuts,
// trims or compares a text that somebody else may have written does it with this module, or on the text's
// `utf8` and `unicodeScalars`. `scripts/lint-text` looks for the rest.
//
// ```swift
// guard path.begins(with: "/"), !path.parts(at: "/").contains("..") else { return nil }
// ```

extension StringProtocol {
    @inlinable
    package func hasByte(_ byte: Unicode.Scalar) -> Bool { utf8.contains(UInt8(ascii: byte)) }

    /// Whether both are the same bytes.
    @inlinable
    package func isSpelled(_ other: some StringProtocol) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    /// Whether both are the same bytes, but for the case of ASCII's letters.
    @inlinable
    package func isSpelledInAnyCase(_ other: some StringProtocol) -> Bool {
        utf8.elementsEqual(other.utf8) { $0.lowercased == $1.lowercased }
    }

    @inlinable
    package func begins(with start: String) -> Bool { utf8.starts(with: start.utf8) }

    @inlinable
    package func ends(with end: String) -> Bool {
        utf8.count >= end.utf8.count && utf8.suffix(end.utf8.count).elementsEqual(end.utf8)
    }

    /// Whether these bytes are somewhere in the text.
    @inlinable
    package func contains(bytes: String) -> Bool {
        bytes.isEmpty || utf8.place(of: bytes) != nil
    }
}

extension Collection<UInt8> {
    /// Where these bytes, of which there must be some, are for the first time.
    @inlinable
    package func place(of bytes: String) -> Range<Index>? {
        guard let first = bytes.utf8.first else { return nil }
        var rest = self[...]
        while let start = rest.firstIndex(of: first) {
            rest = self[start...]
            if rest.starts(with: bytes.utf8) {
                return start..<index(start, offsetBy: bytes.utf8.count)
            }
            rest = rest.dropFirst()
        }
        return nil
    }
}
