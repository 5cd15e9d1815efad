import Application
import ArgumentParser
import Pipeline
import Terminal

/// `enlist plugins describe`.
struct PluginsDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Show a plugin's description of itself.",
        discussion: """
            The plugin is loaded in a process of its own; its steps do not run.

            Example:

              enlist plugins describe /usr/lib/enlist/plugins/libmountdata.so
            """)

    @Argument(
        help: ArgumentHelp("The plugin's file.", valueName: "file"),
        completion: .file(extensions: ["so"]))
    var file: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let engine = try Engine(environment: ProcessEnvironment.current)
        let plugin = PluginReference(file)
        do throws(Diagnostic) {
            let text = PluginText(try await engine.kinds.contents(of: plugin))
            OutputChannel.standardOutput.write(json ? text.json.json + "\n" : text.text)
        } catch {
            throw CommandError(.pluginFailed, Diagnostics([error]))
        }
    }
}
