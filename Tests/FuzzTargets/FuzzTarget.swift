/// A reader of bytes that others have written, and what must hold whatever they are.
package protocol FuzzTarget: Sendable {
    /// Reads the bytes and looks at what came of them.
    ///
    /// A crash, a hang and memory without bound are findings of whoever calls it.
    ///
    /// - Returns: whether the reader has taken them.
    /// - Throws: what does not hold.
    func take(_ bytes: [UInt8]) throws(Finding) -> Bool
}

/// What does not hold of a reader.
package struct Finding: Error {
    package let text: String

    init(_ text: String) { self.text = text }
}
