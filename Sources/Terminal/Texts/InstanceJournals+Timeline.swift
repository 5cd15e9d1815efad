package import Application
import Journal
import Pipeline
package import Reporting

extension InstanceJournals {
    /// Returns what happened when in the last run and in those that it resumed, as an HTML page.
    ///
    /// - Throws: as `timeline(run:)`.
    package func reportPage() throws(CommandError) -> String { ReportPage(try timeline()).html }

    /// Returns what happened when in the last run and in those that it resumed.
    ///
    /// With a number, it covers only that run, where 1 is the last one.
    ///
    /// - Throws: a `CommandError` if none exists.
    package func timeline(run number: Int? = nil) throws(CommandError) -> Timeline {
        let story = try story(run: number)
        let runs = try reading {
            try story.runs.map { (header: $0.header, events: try $0.events()) }
        }
        guard let timeline = Timeline(runs, of: instance, isRunning: story.isRunning) else {
            throw noRun(number)
        }
        return timeline
    }
}
