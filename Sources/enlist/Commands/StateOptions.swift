import ArgumentParser
import Pipeline
import Steps

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
        do {
            return StateFolder(root: try MachineRoot(environment: environment), path: stateDir)
        } catch {
            throw CommandError(.badData, Failure(error))
        }
    }
}
