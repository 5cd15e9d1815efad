import Application
import ArgumentParser
import Pipeline
import Terminal

/// The options of the commands whose steps can be undone.
struct RunningOptions: ParsableArguments {
    @OptionGroup var display: DisplayOptions

    @OptionGroup var elsewhere: ElsewhereOptions

    @Flag(help: "Undo what the steps did, as far as they can, when the run fails.")
    var revertOnFailure = false

    /// Runs what is asked for; signals interrupt it.
    ///
    /// - Parameters:
    ///   - request: what to run.
    ///   - journal: what to do with the journal; nil for a run of which nothing is kept.
    ///   - onFailure: what the command line says about a run that fails; nil where nothing is done about
    ///     one, whatever files say.
    ///   - debugging: how a person debugs it; nil for a run of its own.
    /// - Returns: the status to end with; all has been said by then.
    func run(
        _ request: PlanRequest, journal: JournalOptions? = nil, onFailure: FailurePolicy? = nil,
        debugging: ShownRun.Debugging? = nil
    ) async -> ExitStatus {
        await display.run(
            request, revertsOnFailure: revertOnFailure, journal: journal, onFailure: onFailure,
            debugging: debugging)
    }
}
