import ArgumentParser
import Pipeline

/// `enlist run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Join: run the pipeline's steps, one after the other.",
        discussion: """
            Each input is looked for on the command line, then in the environment \
            (ENLIST_PRODUCT, ENLIST_ENVIRONMENT, ENLIST_PLATFORM, ENLIST_MAJOR), in \
            /etc/enlist/inputs.yaml, and in the instance's tags (enlist:product, \
            enlist:environment, enlist:platform, enlist:major) where metadata shows them.

            SIGINT and SIGTERM interrupt the run, with status 4; it can be done again. A second \
            one ends it without waiting for the step.

            \(Version.notice)

            Example:

              enlist run --product shop --environment prod --platform web --major 3
            """)

    @OptionGroup var options: PlanningOptions

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

    func run() async throws {
        let request = try options.request()
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
