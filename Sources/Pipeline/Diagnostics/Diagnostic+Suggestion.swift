extension Diagnostic {
    /// The remedy for an unknown name: the most similar valid one, if one is similar enough.
    package static func suggestion(
        for word: String, among names: [String], otherwise: String
    ) -> String {
        nearestName(to: word, among: names).map { "did you mean `\($0)`?" } ?? otherwise
    }
}

extension [String] {
    /// The words, each in backticks: `` `a`, `b` ``.
    package var asList: String { map { "`\($0)`" }.joined(separator: ", ") }
}
