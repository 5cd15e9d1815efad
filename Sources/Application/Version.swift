import Steps

/// What the program says of itself.
package enum Version {
    package static let number = "0.1.0"

    private static let paragraphs = Provider.all.compactMap(\.retirement?.notice)

    /// What everybody has to know before a run against AWS, with an empty line after each paragraph.
    package static let notices = paragraphs.map { $0 + "\n\n" }.joined()

    /// As `enlist --version` and `enlist version` print it; the first line is for programs.
    package static let text = (["enlist \(number)"] + paragraphs).joined(separator: "\n\n")
}
