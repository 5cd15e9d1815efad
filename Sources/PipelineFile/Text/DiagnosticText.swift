package import Pipeline

/// Diagnostics for a person, with the lines to which they refer.
///
/// ```
/// web.yaml:4:5: error: there is no kind of step called `look-up-stak`
///     4 |   - look-up-stak
///       |     ^
///     remedy: did you mean `look-up-stack`?
/// ```
package struct DiagnosticText: Sendable {
    private let sources: [String: SourceText]

    /// Creates a renderer with the texts whose lines are shown; other files' lines are not shown.
    package init(_ sources: [SourceText] = []) {
        self.sources = Dictionary(sources.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Renders all diagnostics, with a line break after each line.
    package func render(_ diagnostics: Diagnostics) -> String {
        diagnostics.all.map(render).joined()
    }

    /// Renders one diagnostic, with a line break after each line.
    package func render(_ diagnostic: Diagnostic) -> String {
        var lines = [heading("error", diagnostic.message, at: diagnostic.location)]
        lines += excerpt(at: diagnostic.location)
        lines.append("    remedy: \(PrintableText(diagnostic.remedy).abridged)")
        for note in diagnostic.notes {
            lines.append(heading("note", note.message, at: note.location))
            lines += excerpt(at: note.location)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func heading(_ label: String, _ message: String, at place: SourceLocation?) -> String {
        PrintableText("\(place.map { "\($0): " } ?? "")\(label): \(message)").abridged
    }

    /// The line and a caret below its column; only the part around the column if the line is long.
    private func excerpt(at place: SourceLocation?) -> [String] {
        guard let place, let line = sources[place.file]?.line(place.line) else { return [] }
        let scalars = Array(line.unicodeScalars)
        let column = min(max(0, place.column - 1), scalars.count)
        let start = scalars.count > 100 ? max(0, column - 60) : 0
        let end = min(scalars.count, start + 100)

        let before = part(scalars[start..<column])
        let after = part(scalars[column..<end])
        let cutBefore = start > 0 ? "..." : ""
        let cutAfter = end < scalars.count ? "..." : ""
        let number = String(place.line)
        let gutter = String(repeating: " ", count: max(0, 5 - number.utf8.count)) + number
        let blank = String(repeating: " ", count: gutter.utf8.count)
        let padding = String(repeating: " ", count: cutBefore.utf8.count + before.width)
        return [
            "\(gutter) | \(cutBefore)\(before.text)\(after.text)\(cutAfter)",
            "\(blank) | \(padding)^",
        ]
    }

    private func part(_ scalars: ArraySlice<Unicode.Scalar>) -> PrintableText {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return PrintableText(String(view))
    }
}
