import ArgumentParser
import Journal
import Pipeline

/// Which runs a report is about.
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

    /// What happened when.
    func timeline() async throws -> Timeline {
        let journals = try await place.journals()
        let story = try journals.story(run: run)
        let runs = try journals.reading {
            try story.runs.map { (header: $0.header, events: try $0.events()) }
        }
        guard let timeline = Timeline(runs, of: journals.instance, isRunning: story.isRunning)
        else { throw journals.noRun(run) }
        return timeline
    }
}
