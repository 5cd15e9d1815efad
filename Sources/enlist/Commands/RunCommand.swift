import Application
import ArgumentParser
import Pipeline
import Terminal

/// `enlist run`.
struct RunCommand: AsyncParsableCommand, ActingCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Join: run the pipeline's steps, one after the other.",
        discussion: """
            Each input comes from the command line, else from the environment \
            (ENLIST_PRODUCT, ENLIST_ENVIRONMENT, ENLIST_PLATFORM, ENLIST_MAJOR), from \
            /etc/enlist/inputs.yaml, or from the instance's tags (enlist:product, \
            enlist:environment, enlist:platform, enlist:major) if metadata shows them.

            SIGINT, SIGTERM and SIGHUP interrupt the run, with status 4; the next run resumes it. A second \
            signal ends it without waiting for the step.

            A run writes what it does to a journal, /var/lib/enlist/<instance id>/journal.ndjson. \
            The next run resumes one that failed, was interrupted, or was cut off by a crash or a \
            reboot: it does not repeat finished steps that have not changed since. \
            An instance has one run at a time; a second one waits.

            \(Version.notices)\
            Example:

              enlist run --product shop --environment prod --platform web --major 3
            """)

    @OptionGroup var options: PlanningOptions

    @OptionGroup var running: RunningOptions

    @OptionGroup var journal: JournalOptions

    @Option(
        help: ArgumentHelp(
            "What to do if the run fails: `debug` asks on the terminal; `abandon` and `unhealthy` "
                + "notify the Auto Scaling group, overriding the files; `nothing` reports to no service.",
            valueName: "what"))
    var onFailure: FailureAnswer?

    @OptionGroup var session: SessionOptions

    /// The reactions to a failed run, besides ending it.
    enum FailureAnswer: String, ExpressibleByArgument, CaseIterable {
        case debug, abandon, unhealthy, nothing

        /// The policy, which takes precedence over that of the files; nil for no reaction at all.
        var policy: FailurePolicy? {
            switch self {
            case .abandon: FailurePolicy(then: .abandon)
            case .unhealthy: FailurePolicy(then: .unhealthy)
            case .debug, .nothing: nil
            }
        }
    }

    func validate() throws {
        guard session.commands == nil || onFailure == .debug else {
            throw ValidationError("`--commands` is for `--on-failure debug`, or for `enlist debug`")
        }
    }

    func run() async throws { try await run(options.request()) }

    /// Runs a request, with the other options of this command.
    func run(_ request: PlanRequest) async throws {
        let debugging =
            onFailure == .debug
            ? ShownRun.Debugging(script: session.commands, stopsAtStart: false) : nil
        try await running.run(
            request, journal: journal,
            onFailure: onFailure.map(\.policy) ?? FailurePolicy(), debugging: debugging
        ).end()
    }
}
