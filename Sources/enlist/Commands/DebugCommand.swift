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
            Breakpoints stop it elsewhere; facts and parameters can be looked at and changed, \
            steps done again, left out, gone back to. No deadline passes while it stands.

            With --commands, the commands are those of a file, a line each; `#` begins a comment. \
            Where they end, or where one is wrong, the run ends with status 4, as with `quit`: a \
            last line `detach` lets it go on.

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
