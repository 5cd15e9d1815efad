import Bytes

extension PrintableText {
    /// Wraps the text into rows of whole words.
    ///
    /// - Parameters:
    ///   - first: the columns of the first row, which stays empty if no word fits.
    ///   - others: the columns of each further row; a longer word is broken.
    /// - Returns: the rows, at least one.
    package func wrapped(first: Int, others: Int) -> [String] {
        let others = max(1, others)
        var rows: [String] = []
        var (row, used, room) = ("", 0, first)
        for word in text.parts(at: " ") where !word.isEmpty {
            for part in PrintableText(word).broken(to: others) {
                if used + part.width + (used > 0 ? 1 : 0) > room {
                    rows.append(row)
                    (row, used, room) = ("", 0, others)
                }
                row += (used > 0 ? " " : "") + part.text
                used += part.width + (used > 0 ? 1 : 0)
            }
        }
        return rows + [row]
    }

    /// Parts of at most this many columns, each with at least one character.
    private func broken(to columns: Int) -> [PrintableText] {
        var parts: [String.UnicodeScalarView] = [.init()]
        var used = 0
        for scalar in text.unicodeScalars {
            let width = PrintableText(String(scalar)).width
            if used + width > columns, used > 0 {
                parts.append(.init())
                used = 0
            }
            parts[parts.count - 1].append(scalar)
            used += width
        }
        return parts.map { PrintableText(String($0)) }
    }
}
