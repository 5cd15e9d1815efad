import Application
import ArgumentParser
import Pipeline
import Reporting
import Terminal

/// `enlist report`.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Show what the last run on this instance did, and where the time went.",
        discussion: """
            The default is one self-contained HTML file: steps, attempts, waits and \
            requests on one time axis, each step's parameters, facts and output, and the remedies of \
            failures. --text prints the slowest step first, waiting separate from working, then the slowest \
            requests and the failures. None of them contains secret facts. Exit status 66 if there was \
            no run.

            Examples:

              enlist report --output report.html
              enlist report --text
              enlist report --json
              enlist report --svg --run 2 >second-to-last.svg
            """)

    /// What a report is written as.
    enum Form: String, EnumerableFlag {
        case html, text, json, svg

        static func help(for value: Form) -> ArgumentHelp? {
            switch value {
            case .html: "Write an HTML page."
            case .text: "Write a table for a terminal."
            case .json: "Write the whole timeline as JSON."
            case .svg: "Write only the drawing."
            }
        }
    }

    @OptionGroup var story: StoryOptions

    @Flag(exclusivity: .exclusive)
    var form = Form.html

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "The file to write, with mode 0600; by default, or with `-`, standard output.",
            valueName: "file"))
    var output: String?

    func run() async throws {
        let width = output == nil ? OutputChannel.standardOutput.terminalWidth : nil
        let text = try await story.timeline().report(as: form, width: width)
        guard let output, output != "-" else { return OutputChannel.standardOutput.write(text) }
        try OutputFile.write(text, to: output)
    }
}

extension Timeline {
    /// The text of a report.
    ///
    /// - Parameters:
    ///   - form: what it is written as.
    ///   - width: the terminal's columns; nil if it is not for a terminal.
    /// - Returns: the text, with a line break at its end.
    func report(as form: ReportCommand.Form, width: Int?) -> String {
        switch form {
        case .html: return ReportPage(self).html
        case .svg: return TimelinePicture(self).svg
        case .json: return json.json + "\n"
        case .text:
            let signs =
                Glyphs(environment: ProcessEnvironment.current) == .unicode
                ? TimelineText.Signs.unicode : .ascii
            return TimelineText(self, width: width ?? 100, signs: signs).text
        }
    }
}
