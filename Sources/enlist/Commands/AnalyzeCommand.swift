import Application
import ArgumentParser
import Pipeline
import Reporting
import Terminal

/// `enlist analyze`.
struct AnalyzeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "Say where the time of the last run on this instance went.",
        discussion: """
            The slowest step first, waiting apart from working; then the slowest requests, and every \
            failure with what to do about it. Exit status 66 if there has been no run.

            Examples:

              enlist analyze
              enlist analyze --json
            """)

    @OptionGroup var story: StoryOptions

    @Flag(help: "Print the whole timeline as JSON.")
    var json = false

    func run() async throws {
        let timeline = try await story.timeline()
        let output = OutputChannel.standardOutput
        guard !json else { return output.write(timeline.json.json + "\n") }
        let signs =
            Glyphs(environment: ProcessEnvironment.current) == .unicode
            ? TimelineText.Signs.unicode : .ascii
        output.write(
            TimelineText(timeline, width: output.terminalWidth ?? 100, signs: signs).text)
    }
}
