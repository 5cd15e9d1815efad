extension Diagnostic {
    /// The remedy for a name that there is none of: the one that was meant, where one is near.
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
