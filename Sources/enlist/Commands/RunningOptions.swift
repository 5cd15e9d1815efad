import Application
import ArgumentParser
import Pipeline
import Terminal

/// The options of the commands whose steps can be undone.
struct RunningOptions: ParsableArguments {
    @OptionGroup var display: DisplayOptions

    @OptionGroup var elsewhere: ElsewhereOptions

    @Flag(help: "Undo the steps, as far as possible, if the run fails.")
    var revertOnFailure = false

    /// Runs a request; signals interrupt it.
    ///
    /// - Parameters:
    ///   - request: what to run.
    ///   - journal: what to do with the journal; nil for a run that is not recorded.
    ///   - onFailure: the failure policy of the command line; nil for no reaction to a failure,
    ///     whatever files say.
    ///   - debugging: the debugging session; nil for none.
    /// - Returns: the exit status; everything has been reported by then.
    func run(
        _ request: PlanRequest, journal: JournalOptions? = nil, onFailure: FailurePolicy? = nil,
        debugging: ShownRun.Debugging? = nil
    ) async -> ExitStatus {
        await display.run(
            request, revertsOnFailure: revertOnFailure, journal: journal, onFailure: onFailure,
            debugging: debugging)
    }
}
