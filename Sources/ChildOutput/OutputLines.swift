/// Cuts what a program prints into lines fit for a log: secrets hidden, bounded, without control
/// characters (a terminal obeys those), with `\r` ending a line as `\n` does.
package struct OutputLines: Sendable {
    /// The most bytes of a line; what a longer one has more is dropped.
    package static let longest = 16 << 10

    private let hide: @Sendable (String) -> String
    /// The bytes of the longest text that is hidden.
    private let longestSecret: Int
    private var line: [UInt8] = []
    private var isCut = false

    /// - Parameters:
    ///   - longestSecret: the bytes of the longest text that is hidden.
    ///   - hide: replaces in a line what nobody may see.
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
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if let line = finish() { lines.append(line) }
            } else if line.count < Self.longest {
                line.append(byte)
            } else {
                isCut = true
            }
        }
        return lines
    }

    /// The line that the program has begun and not ended; nil if there is none.
    package mutating func finish() -> String? {
        defer {
            line.removeAll(keepingCapacity: true)
            isCut = false
        }
        guard !line.isEmpty else { return nil }
        let text = String(decoding: line, as: UTF8.self)
        // Once more without them: what they cut in two is whole now.
        var shown = hide(TerminalText.plain(hide(text)))
        if isCut {
            // The cut may have left the beginning of a secret, which is then not recognised.
            shown = String(decoding: shown.utf8.dropLast(longestSecret), as: UTF8.self) + "…"
        }
        return shown
    }
}
