import ArgumentParser
import Pipeline
import Reporting
import Terminal

/// The options that select the runs of a report.
struct StoryOptions: ParsableArguments {
    @OptionGroup var place: InstanceOptions

    @Option(
        help: ArgumentHelp(
            "One run alone; 1 is the last one. Else the last one and those that it went on with.",
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
