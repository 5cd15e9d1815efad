/// Splits a program's output into lines fit for a log: secrets hidden, limited in length, without
/// control characters (a terminal obeys those), with `\r` ending a line as `\n` does.
package struct OutputLines: Sendable {
    /// The limit of a line in bytes; the rest of a longer one is dropped.
    package static let longest = 16 << 10

    private let hide: @Sendable (String) -> String
    /// The length in bytes of the longest text that is hidden.
    private let longestSecret: Int
    private var line: [UInt8] = []
    private var isCut = false

    /// - Parameters:
    ///   - longestSecret: the length in bytes of the longest text that is hidden.
    ///   - hide: replaces in a line what must not be seen.
    package init(
        longestSecret: Int = 0, hide: @escaping @Sendable (String) -> String = { $0 }
    ) {
        self.longestSecret = longestSecret
        self.hide = hide
    }

    /// Takes the next bytes.
    ///
    /// - Returns: the lines that are now complete; empty ones are left out.
    package mutating func take(_ bytes: some Sequence<UInt8>) -> [String] {
        bytes.withContiguousStorageIfAvailable { take(block: $0) }
            ?? Array(bytes).withUnsafeBufferPointer { take(block: $0) }
    }

    private mutating func take(block: UnsafeBufferPointer<UInt8>) -> [String] {
        var lines: [String] = []
        var rest = block[...]
        while let end = rest.firstIndex(where: Self.endsLine) {
            append(rest[..<end])
            if let line = finish() { lines.append(line) }
            rest = rest[(end + 1)...]
        }
        append(rest)
        return lines
    }

    private mutating func append(_ part: Slice<UnsafeBufferPointer<UInt8>>) {
        let room = Self.longest - line.count
        if part.count > room { isCut = true }
        line.append(contentsOf: part.prefix(room))
    }

    private static func endsLine(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// The unfinished last line; nil if none exists.
    package mutating func finish() -> String? {
        defer {
            line.removeAll(keepingCapacity: true)
            isCut = false
        }
        guard !line.isEmpty else { return nil }
        let text = String(decoding: line, as: UTF8.self)
        // Again without control characters: a secret that they cut in two is whole now.
        var shown = hide(TerminalText.plain(hide(text)))
        if isCut {
            // The cut may have left the beginning of a secret, which is then not recognised.
            shown = String(decoding: shown.utf8.dropLast(longestSecret), as: UTF8.self) + "…"
        }
        return shown
    }
}
