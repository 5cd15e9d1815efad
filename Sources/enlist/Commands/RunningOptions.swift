import Application
import ArgumentParser
import Debugger
import Journal
import Pipeline
import Terminal

/// The options of the commands that run steps, and what these commands have in common.
struct RunningOptions: ParsableArguments {
    @Flag(help: "Print the run's events to standard output, a line of JSON each.")
    var json = false

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    @Flag(help: "Undo what the steps did, as far as they can, when the run fails.")
    var revertOnFailure = false

    func validate() throws {
        guard !(json && quiet) else {
            throw ValidationError("`--json` and `--quiet` exclude each other")
        }
    }

    /// Runs what is asked for, with the process' environment and streams; signals interrupt it.
    ///
    /// - Parameters:
    ///   - request: what to run.
    ///   - options: what to do with the journal; nil for a run of which nothing is kept.
    ///   - onFailure: what the command line says about a run that fails; nil where nothing is done about
    ///     one, whatever files say.
    ///   - debugging: how a person debugs it; nil for a run of its own.
    /// - Returns: the status to end with; all has been said by then.
    func run(
        _ request: PlanRequest, journal options: JournalOptions? = nil,
        onFailure: FailurePolicy? = nil, debugging: Debugging? = nil
    ) async -> ExitStatus {
        let environment = ProcessEnvironment.current
        // Without a debugger it never stands still.
        let time = PausableTime(SystemTime())
        let display = RunDisplay(
            json ? .json : quiet ? .quiet : .people, environment: environment, time: time)
        let session: RunSession
        let setup: DebugSetup?
        do throws(CommandError) {
            let journal = try options?.journal(environment)
            setup = try debugging.map { debugging throws(CommandError) in
                try DebugSetup(
                    request, script: debugging.script, stopsAtStart: debugging.stopsAtStart,
                    state: options?.state.stateDir ?? StateFolder.standard,
                    time: time, environment: environment,
                    // Standard output is for the events alone where they are JSON.
                    output: json ? .standardError : .standardOutput, rest: display.rest)
            }
            // First: what anybody sees of a run has been recorded.
            let observers: [any Observer] =
                (journal.map { [$0.writer] } ?? []) + display.observers
                + (setup.map { [$0.history] } ?? [])
            let engine = try Engine(
                environment: environment, observers: observers, history: setup?.history, time: time)
            session = engine.session(
                revertsOnFailure: revertOnFailure,
                onFailure: onFailure.map { policy in
                    FailureHandling(policy, engine) { journals throws(CommandError) in
                        try journals.reportPage()
                    }
                }, journal: journal,
                gate: setup.map { gate(of: $0, journal?.writer) } ?? OpenGate())
        } catch {
            return display.end(.failure(error))
        }

        let heeds: @Sendable () -> Bool = { setup.map { $0.front.heeds($0.gate) } ?? false }
        let result = await Interruption.cancels(unless: heeds, told: display.interrupted) {
            await session.run(request)
        }
        return display.end(result)
    }

    private func gate(of setup: DebugSetup, _ writer: JournalWriter?) -> any Gate {
        writer.map { SettlingGate(gate: setup.gate, writer: $0) } ?? setup.gate
    }
}
