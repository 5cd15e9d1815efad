/// A pattern in which `*` stands for any text, used in policies and fault rules.
package struct Wildcard: Sendable, Equatable {
    private let pattern: String

    package init(_ pattern: String) {
        self.pattern = pattern
    }

    /// Whether the whole text matches the pattern.
    package func matches(_ text: String) -> Bool {
        let parts = pattern.utf8.split(
            separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, parts.count > 1 else {
            return text.utf8.elementsEqual(pattern.utf8)
        }
        guard text.utf8.starts(with: first) else { return false }
        var rest = text.utf8.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.suffix(last.count).elementsEqual(last)
    }
}
