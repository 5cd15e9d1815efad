import Application
import ArgumentParser
import Terminal

/// `enlist version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Print the version, and notices for a run against AWS.",
        discussion: """
            Example:

              enlist version | head -1
            """)

    func run() {
        OutputChannel.standardOutput.write(Version.text + "\n")
    }
}
