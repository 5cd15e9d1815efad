import Application
import ArgumentParser
import Pipeline
import Reporting
import Terminal

/// `enlist steps`.
struct StepsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "steps",
        abstract: "List the kinds of steps, or show everything about one.",
        discussion: """
            The kinds are those of enlist itself and of the plugins that the pipeline here names.

            Example:

              enlist steps tag-instance
            """)

    @Argument(
        help: "The kind to show: its parameters, needs, gives, failures and policy.",
        completion: .kinds)
    var kind: String?

    @OptionGroup var plugins: PluginOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let kinds = try await KindsHere(plugins.references)
        let registry = kinds.registry
        guard let name = kind else {
            let listing = KindListing(registry)
            write(json ? listing.json.json + "\n" : listing.text)
            return try kinds.complain()
        }
        guard let kind = registry[name] else {
            try kinds.complain()
            let near = nearestName(to: name, among: registry.names)
            throw ValidationError(
                "There is no kind of step called `\(name)`. "
                    + (near.map { "Did you mean `\($0)`?" } ?? "`enlist steps` lists the kinds."))
        }
        write(json ? kind.json.json + "\n" : KindListing.text(of: kind))
    }

    private func write(_ text: String) {
        OutputChannel.standardOutput.write(text)
    }
}
