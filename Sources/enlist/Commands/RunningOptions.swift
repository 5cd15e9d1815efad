import ArgumentParser

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
    /// - Throws: the exit status of a run that does not succeed; all has been said by then.
    func run(_ request: PlanRequest, journal options: JournalOptions? = nil) async throws {
        let environment = ProcessEnvironment.current
        let display = RunDisplay(
            json ? .json : quiet ? .quiet : .people, environment: environment, time: SystemTime())
        let session: RunSession
        do {
            let journal = try options?.journal(environment)
            // First: what anybody sees of a run has been recorded.
            let observers = (journal.map { [$0.writer] } ?? []) + display.observers
            session = try Toolbox(environment: environment, observers: observers)
                .session(revertsOnFailure: revertOnFailure, journal: journal)
        } catch {
            throw display.end(.failed(error)).code
        }

        let ending = await Interruption.cancels(told: display.interrupted) {
            await session.run(request)
        }
        let status = display.end(ending)
        if status != .joined { throw status.code }
    }
}
