import Application
import ArgumentParser
import Terminal

/// The options that select the instance whose journals are read.
struct InstanceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Show the runs of this instance instead of the current one.", valueName: "id"))
    var instance: String?

    @OptionGroup var state: StateOptions

    /// Returns the journals; reports on standard error if they are not those of this instance.
    func journals() async throws(CommandError) -> InstanceJournals {
        let environment = ProcessEnvironment.current
        return try await InstanceJournals.find(
            instance, in: state.folder(environment), environment: environment
        ) { OutputChannel.standardError.write("note: \($0)\n") }
    }
}
