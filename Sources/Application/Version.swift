/// What the program says of itself.
package enum Version {
    package static let number = "0.1.0"

    /// What everybody has to know before a run against AWS.
    package static let notice = """
        AWS shut OpsWorks Stacks down on 26 May 2024: its endpoints do not answer any
        more. The pipeline `opsworks` joins whatever speaks the same API (the local
        cloud that comes with enlist does); a run of it against AWS cannot succeed.
        """

    /// As `enlist --version` and `enlist version` print it; the first line is for programs.
    package static let text = "enlist \(number)\n\n\(notice)"
}
