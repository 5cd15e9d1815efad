import ArgumentParser

/// Options that people know from other programs and that no command which runs steps has.
///
/// Each is refused, with the option or command that does the same here.
struct ElsewhereOptions: ParsableArguments {
    @Flag(
        name: [
            .customLong("dry-run"), .customLong("check"), .customLong("why-run"),
        ], help: .private)
    var dryRun = false

    @Flag(name: .shortAndLong, help: .private)
    var noop = false

    @Flag(name: .shortAndLong, help: .private)
    var verbose = false

    func validate() throws {
        if dryRun || noop {
            throw ValidationError(
                """
                a run has no dry-run option, and nothing was done; `enlist plan --check`, with the same inputs, \
                asks each step what it would change and changes nothing, and `enlist plan` shows the order \
                offline
                """)
        }
        if verbose {
            throw ValidationError(
                """
                a run already prints everything that it does; `--json` prints each event with its fields, requests \
                included, and `enlist log` and `enlist report` show those of a finished run
                """)
        }
    }

    /// Whether the words of a command line ask for a dry run.
    static func asksForRehearsal(_ words: [String]) -> Bool {
        words.contains { ["--dry-run", "-n", "--check", "--noop", "--why-run"].contains($0) }
    }
}
