package import Application
import Debugger
import Journal
package import Pipeline

/// A run with the process' environment and streams: signals interrupt it, and a person may debug
/// it.
package struct ShownRun: Sendable {
    private let style: RunDisplay.Style
    private let colours: ColourChoice
    private let revertsOnFailure: Bool
    private let journal: (folder: String, isFresh: Bool)?
    private let onFailure: FailurePolicy?
    private let debugging: Debugging?

    /// The debugging session of a run.
    package struct Debugging: Sendable {
        /// The file of commands; nil for the terminal.
        let script: String?
        /// Whether it stops before the first step, or only where a step fails for good.
        let stopsAtStart: Bool

        package init(script: String?, stopsAtStart: Bool) {
            self.script = script
            self.stopsAtStart = stopsAtStart
        }
    }

    /// Creates a run from the options of the command line.
    ///
    /// - Parameters:
    ///   - style: how the run is shown.
    ///   - colours: whether a terminal gets colours.
    ///   - revertsOnFailure: whether a failed run undoes its steps, whatever files say.
    ///   - journal: the folder of the journals, and whether earlier runs are not resumed; nil for a
    ///     run that is not recorded.
    ///   - onFailure: the failure policy of the command line; nil for no reaction to a failure,
    ///     whatever files say.
    ///   - debugging: the debugging session; nil for none.
    package init(
        _ style: RunDisplay.Style, colours: ColourChoice, revertsOnFailure: Bool,
        journal: (folder: String, isFresh: Bool)?, onFailure: FailurePolicy?, debugging: Debugging?
    ) {
        self.style = style
        self.colours = colours
        self.revertsOnFailure = revertsOnFailure
        self.journal = journal
        self.onFailure = onFailure
        self.debugging = debugging
    }

    /// Runs a request.
    ///
    /// - Returns: the exit status; everything has been reported by then.
    package func run(_ request: PlanRequest) async -> ExitStatus {
        let environment = ProcessEnvironment.current
        // Without a debugger, it never stands still.
        let time = PausableTime(SystemTime())
        // If the events are JSON, standard output is reserved for them.
        let output = style == .json ? OutputChannel.standardError : .standardOutput
        let metrics = MetricsOutput(environment, output: output)
        let display = RunDisplay(style, colours: colours, environment: environment, time: time)
        let session: RunSession
        let setup: DebugSetup?
        do throws(CommandError) {
            setup = try debugging.map { debugging throws(CommandError) in
                try DebugSetup(
                    request, script: debugging.script, stopsAtStart: debugging.stopsAtStart,
                    state: journal?.folder ?? StateFolder.standard, time: time,
                    environment: environment, output: output, rest: display.rest)
            }
            session = try self.session(environment, time, display, metrics, setup)
        } catch {
            return display.end(.failure(error))
        }

        let heeds: @Sendable () -> Bool = { setup.map { $0.front.heeds($0.gate) } ?? false }
        let result = await Interruption.cancels(unless: heeds, told: display.interrupted) {
            await session.run(request)
        }
        let status = display.end(result)
        if let failure = metrics?.write() {
            OutputChannel.standardError.write(
                "warning: the run's metrics are not written: \(failure.message); "
                    + "\(failure.remedy)\n", .warning)
        }
        return status
    }

    private func session(
        _ environment: [String: String], _ time: PausableTime, _ display: RunDisplay,
        _ metrics: MetricsOutput?, _ setup: DebugSetup?
    ) throws(CommandError) -> RunSession {
        let journal = try journal.map { journal throws(CommandError) in
            RunJournal(
                state: try StateFolder(journal.folder, environment: environment),
                isFresh: journal.isFresh)
        }
        // The journal comes first: whatever is shown of a run has been recorded.
        let observers: [any Observer] =
            (journal.map { [$0.writer] } ?? []) + display.observers
            + (setup.map { [$0.history] } ?? []) + (metrics.map { [$0.metrics] } ?? [])
        let engine = try Engine(
            environment: environment, observers: observers, bodies: setup?.history.keep, time: time)
        return engine.session(
            revertsOnFailure: revertsOnFailure,
            onFailure: onFailure.map { FailureHandling(reporting: $0, engine) },
            journal: journal, gate: gate(setup, journal?.writer))
    }

    private func gate(_ setup: DebugSetup?, _ writer: JournalWriter?) -> any Gate {
        guard let setup else { return OpenGate() }
        return writer.map { SettlingGate(gate: setup.gate, writer: $0) } ?? setup.gate
    }
}

extension FailureHandling {
    /// The reaction to a failed run, with its report as a page.
    package init(reporting commandLine: FailurePolicy, _ engine: Engine) {
        self.init(commandLine, engine) { journals throws(CommandError) in
            try journals.reportPage()
        }
    }
}
