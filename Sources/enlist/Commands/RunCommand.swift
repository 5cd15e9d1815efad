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

            What the run does is written to a journal, /var/lib/enlist/<instance id>/journal.ndjson. \
            A run that failed, was interrupted, or was cut off by a crash or a reboot is gone on \
            with by the next one: the steps that were done, and have not changed since, are not \
            done again. One run at a time is under way on an instance; a second one waits.

            \(Version.notice)

            Example:

              enlist run --product shop --environment prod --platform web --major 3
            """)

    @OptionGroup var options: PlanningOptions

    @OptionGroup var running: RunningOptions

    @OptionGroup var journal: JournalOptions

    func run() async throws {
        try await running.run(options.request(), journal: journal)
    }
}
