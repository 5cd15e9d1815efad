import Application
import ArgumentParser
import Pipeline
import Terminal

/// `enlist plugins list`.
struct PluginsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the plugins of a pipeline, with their steps.",
        discussion: """
            Exit status: 0 all can be used; 5 one cannot.

            Example:

              enlist plugins list --pipeline web.yaml
            """)

    @Option(
        help: ArgumentHelp(
            "The pipeline file, instead of /etc/enlist/pipeline.yaml.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var pipeline: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let engine = try Engine(environment: ProcessEnvironment.current)
        let loaded = engine.preparer.loader.load(pipeline, product: nil)
        guard let definition = loaded.definition else {
            throw CommandError(.badData, Diagnostics(loaded.problems), loaded.sources)
        }
        var listing = PluginListing()
        for plugin in definition.plugins {
            do throws(Diagnostic) {
                listing.add(try await engine.kinds.contents(of: plugin))
            } catch {
                listing.add(plugin, problem: error)
            }
        }
        OutputChannel.standardOutput.write(json ? listing.json.json + "\n" : listing.text)
        guard listing.problems.isEmpty else {
            throw CommandError(
                .pluginFailed, Diagnostics(listing.problems), loaded.sources)
        }
    }
}
