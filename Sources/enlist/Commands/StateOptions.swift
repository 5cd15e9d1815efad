import Application
import ArgumentParser

/// The option for the folder of the journals.
struct StateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The folder of the journals.", valueName: "folder"),
        completion: .directory)
    var stateDir = StateFolder.standard

    /// Returns the folder, with the root from the process' environment.
    ///
    /// - Throws: what is wrong with `ENLIST_ROOT`.
    func folder(_ environment: [String: String]) throws(CommandError) -> StateFolder {
        try StateFolder(stateDir, environment: environment)
    }
}
