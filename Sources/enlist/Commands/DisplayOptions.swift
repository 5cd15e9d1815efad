import Application
import ArgumentParser
import Pipeline
import Terminal

/// How the commands that run steps show what happens, and what they have in common.
struct DisplayOptions: ParsableArguments {
    @Flag(help: "Print the run's events to standard output, a line of JSON each.")
    var json = false

    @Flag(help: "Print nothing but errors.")
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

    /// Runs what is asked for; signals interrupt it.
    ///
    /// - Parameters:
    ///   - request: what to run.
    ///   - revertsOnFailure: whether a run that fails undoes what it did.
    ///   - journal: what to do with the journal; nil for a run of which nothing is kept.
    ///   - onFailure: what the command line says about a run that fails; nil where nothing is done about
    ///     one, whatever files say.
    ///   - debugging: how a person debugs it; nil for a run of its own.
    /// - Returns: the status to end with; all has been said by then.
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
