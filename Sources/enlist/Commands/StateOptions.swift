import Application
import ArgumentParser

/// Where the journals lie.
struct StateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The folder below which the journals lie.", valueName: "folder"),
        completion: .directory)
    var stateDir = StateFolder.standard

    /// The folder, as the process' environment has it.
    ///
    /// - Throws: what is wrong with `ENLIST_ROOT`.
    func folder(_ environment: [String: String]) throws(CommandError) -> StateFolder {
        try StateFolder(stateDir, environment: environment)
    }
}
