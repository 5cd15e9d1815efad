import ArgumentParser
import Reporting
import Terminal

/// `enlist analyze`, which is what `enlist report --text` was called before 0.2.
struct AnalyzeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "The former name of `enlist report --text`.", shouldDisplay: false)

    @OptionGroup var story: StoryOptions

    @Flag(help: "Write the whole timeline as JSON.")
    var json = false

    func run() async throws {
        let output = OutputChannel.standardOutput
        output.write(
            try await story.timeline()
                .report(as: json ? .json : .text, width: output.terminalWidth))
    }
}
