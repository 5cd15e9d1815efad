import Application
import ArgumentParser
import Pipeline
import Terminal

/// `enlist log`.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Print the events of the last run on this instance.",
        discussion: """
            The last run and those that it resumed, as `enlist run` printed them. With --run, \
            only one run: 1 is the last one, 2 the one before; the journals of five earlier runs \
            are stored. Exit status 66 if there was no run.

            Examples:

              enlist log --follow
              enlist log --run 2 --json
            """)

    @OptionGroup var place: InstanceOptions

    @Flag(help: "Print the events as JSON, one line each.")
    var json = false

    @Flag(help: "Continue with new events until no run is under way.")
    var follow = false

    @Option(help: ArgumentHelp("The run to print; 1 is the last one.", valueName: "number"))
    var run: Int?

    func validate() throws {
        if let run, run < 1 { throw ValidationError("`--run` counts from 1, the last run") }
        if run != nil, follow { throw ValidationError("`--run` and `--follow` exclude each other") }
    }

    func run() async throws {
        let journals = try await place.journals()
        let printer = LogPrinter(output: .standardOutput, json: json)
        if let run {
            let story = try journals.story(run: run)
            try journals.reading { for run in story.runs { try printer.print(run) } }
        } else if try await !journals.printLast(with: printer, following: follow) {
            throw journals.noRun(nil)
        }
    }
}
