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
    /// - Throws: the exit status of a run that does not succeed; all has been said by then.
    func run(_ request: PlanRequest) async throws {
        let environment = ProcessEnvironment.current
        let display = RunDisplay(
            json ? .json : quiet ? .quiet : .people, environment: environment, time: SystemTime())
        let session: RunSession
        do {
            session = try Toolbox(environment: environment, observers: display.observers)
                .session(revertsOnFailure: revertOnFailure)
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
