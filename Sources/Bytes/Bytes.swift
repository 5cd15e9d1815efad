// # Texts from outside, by their bytes
//
// The kernel, the loader, a shell and a service handle a text as bytes. Swift handles it as the
// characters that people see: `/` followed by a combining accent is not a `/`, a carriage return
// with a line feed is one character, and two spellings of one character are equal. Code that
// checks, cuts, trims or compares a text that may come from outside therefore uses this module, or
// the text's `utf8` and `unicodeScalars`. `scripts/lint-text` reports code that does not.
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

    /// Whether the text contains these bytes.
    @inlinable
    package func contains(bytes: String) -> Bool {
        bytes.isEmpty || utf8.place(of: bytes) != nil
    }
}

extension Collection<UInt8> {
    /// The first occurrence of these bytes, which must not be empty.
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
