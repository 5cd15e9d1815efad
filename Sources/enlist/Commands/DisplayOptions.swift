import Application
import ArgumentParser
import Pipeline
import Terminal

/// The options that all commands which run steps share, and how they show a run.
struct DisplayOptions: ParsableArguments {
    @Flag(help: "Print the run's events to standard output, one line of JSON each.")
    var json = false

    @Flag(help: "Print only errors.")
    var quiet = false

    @Option(
        help: ArgumentHelp(
            "Whether a terminal gets colours: auto (unless NO_COLOR is set), always or never.",
            valueName: "when"),
        completion: .list(ColourChoice.allCases.map(\.rawValue)))
    var color = ColourChoice.auto

    func validate() throws {
        guard !(json && quiet) else {
            throw ValidationError("`--json` and `--quiet` exclude each other")
        }
    }

    /// Runs a request; signals interrupt it.
    ///
    /// - Parameters:
    ///   - request: what to run.
    ///   - revertsOnFailure: whether a failed run undoes its steps.
    ///   - journal: what to do with the journal; nil for a run that is not recorded.
    ///   - onFailure: the failure policy of the command line; nil for no reaction to a failure,
    ///     whatever files say.
    ///   - debugging: the debugging session; nil for none.
    /// - Returns: the exit status; everything has been reported by then.
    func run(
        _ request: PlanRequest, revertsOnFailure: Bool = false, journal: JournalOptions? = nil,
        onFailure: FailurePolicy? = nil, debugging: ShownRun.Debugging? = nil
    ) async -> ExitStatus {
        await ShownRun(
            json ? .json : quiet ? .quiet : .people, colours: color,
            revertsOnFailure: revertsOnFailure,
            journal: journal.map { ($0.state.stateDir, $0.fresh) }, onFailure: onFailure,
            debugging: debugging
        ).run(request)
    }
}

extension ColourChoice: ExpressibleByArgument {}
