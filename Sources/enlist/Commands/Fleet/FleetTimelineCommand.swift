import Application
import ArgumentParser
import Pipeline
import Reporting
import Terminal

/// `enlist fleet timeline`.
struct FleetTimelineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timeline",
        abstract: "Show where the time of all boots went, and the slow ones.",
        discussion: """
            For each step, over all instances: the fastest, the median, the 90th percentile, the slowest, and the outliers by name. \
            With --html it is a self-contained page with a picture.

            Example:

              enlist fleet timeline --region eu-west-1 --html --output boots.html
            """)

    @OptionGroup var wanted: FleetQueryOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Write an HTML page with a picture.")
    var html = false

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "The file to write, with mode 0600; by default, or with `-`, standard output.",
            valueName: "file"))
    var output: String?

    /// Validates the options; the parser calls it and treats an error as a usage error.
    func validate() throws {
        if json, html { throw ValidationError("use either `--json` or `--html`") }
    }

    func run() async throws {
        let nodes = try await wanted.region.desk().nodes(wanted.query)
        let text = text(BootTimes(nodes))
        guard let output, output != "-" else { return OutputChannel.standardOutput.write(text) }
        try OutputFile.write(text, to: output)
    }

    private func text(_ times: BootTimes) -> String {
        if json { return times.json.json + "\n" }
        if html { return BootPage(times, heading: heading).html }
        let lines = times.rows.isEmpty ? ["no instance has reported how it booted"] : times.lines
        return lines.map { $0 + "\n" }.joined()
    }

    private var heading: String {
        let narrowed = [wanted.stack, wanted.layer, wanted.group].compactMap(\.self)
        return (["Boots"] + narrowed).joined(separator: " · ")
    }
}
