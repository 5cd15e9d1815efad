/// A text as its bytes: two that only look the same are two.
///
/// For sets and keys out of texts from outside. Swift's own comparison would take `é` in one scalar for
/// `e` with an accent after it, and lose one of them.
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
