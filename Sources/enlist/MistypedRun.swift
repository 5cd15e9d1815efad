import Application
import Glibc
import Pipeline
import Terminal

/// An `enlist run` whose command line cannot be understood, typed by nobody who would see it: user-data's.
struct MistypedRun {
    private let problem: String

    /// Nil for the words of another command, for those of a person at a terminal, and for those that ask for
    /// a rehearsal: nobody who wants nothing done wants the instance replaced.
    ///
    /// - Parameters:
    ///   - words: the command line, without the program.
    ///   - problem: what is wrong with it, in a sentence.
    init?(_ words: [String], problem: String) {
        guard words.first == "run", isatty(STDIN_FILENO) == 0,
            !ElsewhereOptions.asksForRehearsal(words)
        else { return nil }
        self.problem = problem
    }

    /// Does what the files say about a run that failed: the command line's own word is not understood.
    func conclude() async {
        let environment = ProcessEnvironment.current
        let error = CommandError(
            .badUsage, Diagnostics([Diagnostic(problem, remedy: "see `enlist run --help`")]))
        guard
            let engine = try? Engine(
                environment: environment, observers: [PlainProgress(.standardError)]),
            let state = try? StateFolder(environment: environment)
        else { return }
        await engine.session(
            revertsOnFailure: false,
            onFailure: FailureHandling(reporting: FailurePolicy(), engine),
            journal: RunJournal(state: state, isFresh: false)
        ).conclude(error, PlanRequest())
    }
}
