import Application
import ArgumentParser
import Pipeline
import Terminal

/// `enlist watch`.
struct WatchCommand: AsyncParsableCommand, ActingCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Watch for this instance's termination, and leave its stack then.",
        discussion: """
            Asks instance metadata every few seconds whether the Auto Scaling group is about to \
            terminate the instance, or EC2 to reclaim a spot instance. Then it leaves as `enlist \
            leave` does: for a group without haste, with heartbeats for the termination hook, which \
            it completes afterwards. It does the same, and continues to watch, if the group returns the instance \
            to its warm pool. Of the two minutes that a spot instance has, the shutdown recipes \
            get one.

            It is a service: enlist-watch.service. SIGTERM and SIGINT end it.

            Exit status: 0 it was told to stop, or the instance is not a member any more; else as \
            `enlist run`.

            Example:

              enlist watch --interval 5s
            """)

    @Option(
        help: ArgumentHelp("The time between two checks, at least 1s.", valueName: "duration"))
    var interval = "5s"

    @Option(
        help: ArgumentHelp(
            "The termination hook to complete; needed only if the group has several.",
            valueName: "name"))
    var hook: String?

    @Option(
        help: ArgumentHelp(
            "The unit to restart when the instance is back in its group's warm pool, so that it joins when "
                + "it is to serve again.", valueName: "unit"))
    var resumeUnit: String?

    @OptionGroup var display: DisplayOptions

    @OptionGroup var journal: JournalOptions

    /// Called by the parser; an error is a usage error.
    func validate() throws {
        guard let interval = Duration(text: interval), interval >= .seconds(1) else {
            throw ValidationError("`--interval` must be a duration of at least 1s, such as 5s")
        }
    }

    func run() async throws {
        let environment = ProcessEnvironment.current
        let engine = try Engine(
            environment: environment,
            observers: display.quiet || display.json ? [] : [PlainProgress(.standardOutput)])
        let watch = DepartureWatch(engine, state: try journal.state.folder(environment))
        let (display, journal) = (display, journal)
        let status = await watch.run(
            every: Duration(text: interval) ?? .seconds(5), hook: hook, restarting: resumeUnit
        ) {
            await display.run($0, journal: journal)
        }
        try status.end()
    }
}
