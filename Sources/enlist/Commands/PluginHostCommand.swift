import Application
import ArgumentParser
import Pipeline
import PluginHost

/// `enlist plugin-host`: started only by enlist itself, for each library.
struct PluginHostCommand: ParsableCommand, ActingCommand {
    static let configuration = CommandConfiguration(
        commandName: LibraryPlace.hostCommand,
        abstract: "Call functions of libraries for the enlist that has started this.",
        shouldDisplay: false)

    func run() throws {
        guard let host = HostMain() else {
            throw CommandError(
                .badUsage,
                Failure(
                    .refused,
                    "`plugin-host` is what enlist starts for a library, and standard "
                        + "input is not its connection",
                    remedy: "`enlist step native` calls a function by hand")
            )
        }
        host.run()
    }
}
