import Application
import ArgumentParser
import Terminal

/// Which instance's journals are looked at.
struct InstanceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The instance whose runs to look at, in place of this one.", valueName: "id"))
    var instance: String?

    @OptionGroup var state: StateOptions

    /// The journals to look at; says on standard error if they are not those of this instance.
    func journals() async throws(CommandError) -> InstanceJournals {
        let environment = ProcessEnvironment.current
        return try await InstanceJournals.find(
            instance, in: state.folder(environment), environment: environment
        ) { OutputChannel.standardError.write("note: \($0)\n") }
    }
}
