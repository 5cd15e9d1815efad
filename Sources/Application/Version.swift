import Steps

/// The program's description of itself.
package enum Version {
    package static let number = "0.2.0"

    private static let paragraphs = Provider.all.compactMap(\.retirement?.notice)

    /// What users must know before a run against AWS, with an empty line after each paragraph.
    package static let notices = paragraphs.map { $0 + "\n\n" }.joined()

    /// The output of `enlist --version` and `enlist version`; the first line is for programs.
    package static let text = (["enlist \(number)"] + paragraphs).joined(separator: "\n\n")
}
