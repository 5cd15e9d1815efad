import ArgumentParser
import Pipeline
import Terminal

/// `enlist debug`.
struct DebugCommand: AsyncParsableCommand, ActingCommand {
    static let configuration = CommandConfiguration(
        commandName: "debug",
        abstract: "Run the pipeline step by step.",
        discussion: """
            Stops before the first step and asks what to do; `help` there lists the commands. \
            Breakpoints stop it elsewhere. You can inspect and change facts and parameters, \
            and repeat steps, skip them and go back to them. Deadlines are suspended while it is stopped.

            With --commands, the commands come from a file, one per line; `#` begins a comment. \
            After the last one, or at an error, the run ends with status 4, as with `quit`; with a \
            last line `detach` it continues.

            Ctrl-C stops the run at the next point, a second one interrupts it.

            Example:

              enlist debug --product shop --environment prod --platform web --major 3
            """)

    @OptionGroup var options: PlanningOptions

    @OptionGroup var running: RunningOptions

    @OptionGroup var journal: JournalOptions

    @OptionGroup var session: SessionOptions

    func run() async throws {
        try await running.run(
            options.request(), journal: journal,
            debugging: .init(script: session.commands, stopsAtStart: true)
        ).end()
    }
}
