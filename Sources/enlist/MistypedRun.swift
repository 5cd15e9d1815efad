import Application
import Glibc
import Pipeline
import Terminal

/// An `enlist run` with an invalid command line and no one to see the error: that of user-data.
struct MistypedRun {
    private let problem: String

    /// Nil unless this is `enlist run` without a terminal (user-data), and not a dry run.
    ///
    /// A dry run must have no effects, so its failure must not replace the instance.
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

    /// Applies the failure policy of the files, as that of the command line is unknown.
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
