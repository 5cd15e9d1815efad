import Application
import ArgumentParser
import Pipeline
import Terminal

/// `enlist plugins new`.
struct PluginsNewCommand: ParsableCommand, ActingCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Create a plugin: a folder that builds one with one step.",
        discussion: """
            The folder has a Makefile: `make` builds the plugin, `make check` tries it with \
            `enlist plugins check`.

            Example:

              enlist plugins new greet --language c
            """)

    @Argument(help: "Its name, and that of its first step: lower-case letters, digits and `-`.")
    var name: String

    @Option(help: "Its language: c, swift or rust.")
    var language: Language

    @Option(help: ArgumentHelp("The folder; by default the name's.", valueName: "folder"))
    var out: String?

    enum Language: String, CaseIterable, ExpressibleByArgument {
        case c, swift, rust
    }

    func validate() throws {
        if let problem = PluginScaffold.problem(with: name) {
            throw ValidationError("`\(name)` \(problem)")
        }
    }

    func run() throws {
        let folder = out ?? name
        let scaffold = PluginScaffold(name: name, language: language.rawValue)
        let files = try scaffold.write(to: folder)
        OutputChannel.standardOutput.write(
            files.map { "wrote \(folder)/\($0)\n" }.joined()
                + "\nBuild it with `make -C \(folder)`, and try it with `make -C \(folder) check`.\n"
        )
    }
}
