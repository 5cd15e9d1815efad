import Pipeline
import PipelineFile

extension BootTimes {
    /// The number of outliers of a row that the text names.
    static let named = 3

    /// For people: a table, and the outliers.
    package var lines: [String] {
        guard !rows.isEmpty else { return [] }
        let table = TextTable(
            ["step", "boots", "least", "median", "90 %", "most", "outliers"],
            rows.map { row in
                [
                    row.name, "\(row.count)", row.least.readable, row.median.readable,
                    row.ninetieth.readable, row.most.readable, row.slow,
                ]
            })
        return table.lines + notes.map { PrintableText($0).text }
    }

    /// The limits of the figures.
    var notes: [String] {
        incomplete == 0
            ? []
            : ["\(incomplete) boots had more steps than their record holds; the last are left out"]
    }
}

extension BootTimes.Row {
    /// The slowest by name.
    var slow: String {
        let words = outliers.prefix(BootTimes.named)
            .map { "\($0.instance) (\($0.duration.readable))" }
        let more = outliers.count - words.count
        return words.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}
