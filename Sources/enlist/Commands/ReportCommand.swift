import Application
import ArgumentParser
import Pipeline
import Reporting
import Terminal

/// `enlist report`.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Draw what the last run on this instance did, and where the time went.",
        discussion: """
            One HTML file that needs nothing from elsewhere: steps, attempts, waits and requests on one \
            line of time, what each step was given, gave and said, and what to do about failures. \
            Secret facts are not in it. With --svg, the drawing alone. Exit status 66 if there has been \
            no run.

            Examples:

              enlist report --output report.html
              enlist report --svg --run 2 >second-to-last.svg
            """)

    @OptionGroup var story: StoryOptions

    @Flag(help: "Make an SVG picture in place of the page.")
    var svg = false

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Where to write it, with mode 0600; else, or with `-`, to standard output.",
            valueName: "file"))
    var output: String?

    func run() async throws {
        let timeline = try await story.timeline()
        let text = svg ? TimelinePicture(timeline).svg : ReportPage(timeline).html
        guard let output, output != "-" else { return OutputChannel.standardOutput.write(text) }
        try OutputFile.write(text, to: output)
    }
}
