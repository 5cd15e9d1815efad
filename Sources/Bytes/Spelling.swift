/// A text that equals another only if both have the same bytes, even if they look the same.
///
/// For sets and keys made of texts from outside. Swift's own comparison would treat `é` in one
/// scalar and `e` followed by an accent as equal, and lose one of them.
package struct Spelling: Hashable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (first: Spelling, second: Spelling) -> Bool {
        first.text.isSpelled(second.text)
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
