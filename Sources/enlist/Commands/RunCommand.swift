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

    @OptionGroup var running: RunningOptions

    func run() async throws {
        try await running.run(options.request())
    }
}
