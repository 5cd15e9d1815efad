import ArgumentParser
import Pipeline

/// `enlist steps`.
struct StepsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "steps",
        abstract: "List the kinds of steps, or show everything about one.",
        discussion: """
            Example:

              enlist steps register-instance
            """)

    @Argument(help: "The kind to show: its parameters, needs, gives, failures and policy.")
    var kind: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let registry: StepRegistry
        do {
            registry = try Toolbox(environment: ProcessEnvironment.current).registry
        } catch {
            throw error.shown()
        }
        guard let name = kind else {
            let listing = KindListing(registry)
            write(json ? listing.json.json + "\n" : listing.text)
            return
        }
        guard let kind = registry[name] else {
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
