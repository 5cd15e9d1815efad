import PipelineFile

/// Rows of words in columns, each as wide as its longest word.
struct TextTable {
    private let rows: [[String]]
    /// The most characters of a column, but for the last.
    private static let widest = 44

    /// Takes the heading and the rows, all with as many words.
    init(_ heading: [String], _ rows: [[String]]) {
        self.rows = ([heading] + rows).map { row in
            row.enumerated().map { place, word in
                let text = PrintableText(word)
                return place == row.count - 1 ? text.text : text.cut(to: Self.widest)
            }
        }
    }

    /// A line each, without blanks at its end.
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
