import PipelineFile

/// Rows of words in columns, each as wide as its longest word.
struct TextTable {
    private let rows: [[String]]
    /// The maximum number of characters in each column except the last.
    private static let widest = 44

    /// Creates a table of a heading and rows, all with the same number of words.
    init(_ heading: [String], _ rows: [[String]]) {
        self.rows = ([heading] + rows).map { row in
            row.enumerated().map { place, word in
                let text = PrintableText(word)
                return place == row.count - 1 ? text.text : text.cut(to: Self.widest)
            }
        }
    }

    /// The lines, without trailing blanks.
    var lines: [String] {
        guard let columns = rows.first?.count else { return [] }
        let widths = (0..<columns).map { column in
            rows.map { $0[column].unicodeScalars.count }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for (column, word) in row.enumerated() {
                line += word
                guard row[(column + 1)...].contains(where: { !$0.isEmpty }) else { break }
                let blanks = widths[column] - word.unicodeScalars.count + 2
                line += String(repeating: " ", count: blanks)
            }
            return line
        }
    }
}
