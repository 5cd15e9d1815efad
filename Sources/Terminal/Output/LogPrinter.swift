package import Application
package import Journal
import Pipeline

/// Prints the events of recorded runs, each once, as the runs themselves printed them.
package final class LogPrinter {
    private let output: OutputChannel
    private let json: Bool
    /// The runs that have been printed, by their ids, and the number of events printed of each.
    private var printed: [String: (count: Int, observer: any Observer)] = [:]

    /// Creates a printer for an output, which prints lines or JSON.
    package init(output: OutputChannel, json: Bool) {
        self.output = output
        self.json = json
    }

    private var form: PlainProgress.Form {
        PlainProgress.Form(tellsWallTime: output.terminalWidth == nil, tellsFailure: true)
    }

    /// Prints the events of a run that have not been printed yet.
    package func print(_ run: RecordedRun) throws {
        // Each run counts its time from its own beginning.
        var state =
            printed[run.header.run]
            ?? (0, json ? JSONLines(output: output) : PlainProgress(output, form))
        for event in try run.events().dropFirst(state.count) { try state.observer.observe(event) }
        state.count = run.count
        printed[run.header.run] = state
    }
}

extension InstanceJournals {
    /// Prints the last run and those that it resumed; when following, also new events, until no run
    /// is in progress.
    ///
    /// - Returns: false if none exists.
    package func printLast(
        with printer: LogPrinter, following: Bool
    ) async throws -> Bool {
        var hasPrinted = false
        while true {
            let story = try lastStory()
            try reading { for run in story.runs { try printer.print(run) } }
            hasPrinted = hasPrinted || !story.runs.isEmpty
            guard following, story.isRunning else { return hasPrinted }
            try await Task.sleep(for: .milliseconds(200))
        }
    }
}
