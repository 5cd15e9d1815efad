import ArgumentParser
import Pipeline
import Reporting
import Terminal

/// The options that select the runs of a report.
struct StoryOptions: ParsableArguments {
    @OptionGroup var place: InstanceOptions

    @Option(
        help: ArgumentHelp(
            "Only this run; 1 is the last one. The default is the last one with those that it resumed.",
            valueName: "number"))
    var run: Int?

    func validate() throws {
        if let run, run < 1 { throw ValidationError("`--run` counts from 1, the last run") }
    }

    /// Returns what happened when.
    func timeline() async throws -> Timeline {
        try await place.journals().timeline(run: run)
    }
}
