import Glibc
import Journal
import Pipeline

/// An `enlist run` whose command line cannot be understood, typed by nobody who would see it: user-data's.
struct MistypedRun {
    private let problem: String

    /// Nil for the words of another command, and for those of a person at a terminal.
    ///
    /// - Parameters:
    ///   - words: the command line, without the program.
    ///   - problem: what is wrong with it, in a sentence.
    init?(_ words: [String], problem: String) {
        guard words.first == "run", isatty(STDIN_FILENO) == 0 else { return nil }
        self.problem = problem
    }

    /// Does what the files say about a run that failed: the command line's own word is not understood.
    func conclude() async {
        let environment = ProcessEnvironment.current
        let session = try? Toolbox(
            environment: environment, observers: [PlainProgress(.standardError)]
        ).session(
            revertsOnFailure: false, onFailure: FailurePolicy(),
            journal: RunJournal(
                state: StateFolder(environment: environment), isFresh: false,
                writer: JournalWriter()))
        await session?.conclude(
            CommandError(
                .badUsage,
                Diagnostics([Diagnostic(problem, remedy: "see `enlist run --help`")])),
            PlanRequest())
    }
}
