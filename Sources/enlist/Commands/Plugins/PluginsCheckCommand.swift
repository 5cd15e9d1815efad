import Application
import ArgumentParser
import Pipeline
import PluginHost
import Terminal

/// `enlist plugins check`.
struct PluginsCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Test whether a plugin keeps the rules for plugins.",
        discussion: """
            It loads the plugin, also as hosts of an earlier and of a later revision. With \
            --example, a pipeline file that has its steps with good parameters, it runs each of them \
            twice, undoes it, tells it to end, gives it odd values, and measures leaks of memory, \
            files and threads. ENLIST_ROOT is a new, empty folder meanwhile.

            Steps run for real, with this user's permissions: use a machine that they may change.

            Exit status: 0 everything holds; 5 something does not.

            Example:

              enlist plugins check ./libgreet.so --example example.yaml \\
                --set hostname=web1
            """)

    @Argument(
        help: ArgumentHelp("The plugin's file.", valueName: "file"),
        completion: .file(extensions: ["so"]))
    var file: String

    @Option(
        help: ArgumentHelp(
            "A pipeline file whose steps have good parameters.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var example: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "A fact that the steps need (repeatable).", valueName: "fact=value"))
    var settings: [String] = []

    @Option(help: ArgumentHelp("The timeout of one call, in seconds.", valueName: "seconds"))
    var patience = 10

    @Flag(help: "Print each finding as a line of JSON.")
    var json = false

    func validate() throws {
        _ = try FactOptions.settings(settings)
        guard patience > 0 else { throw ValidationError("`--patience` must be more than 0") }
    }

    func run() async throws {
        var facts = Facts()
        for setting in try FactOptions.settings(settings) { facts[setting.name] = setting.value }
        let engine = try Engine(environment: ProcessEnvironment.current)
        let root = try ThrowAwayRoot()
        defer {
            if !root.remove() {
                OutputChannel.standardError.write(
                    "warning: something is still mounted below \(root.path), which is left there\n")
            }
        }
        let checker = PluginChecker(engine: engine, plugin: PluginReference(file))
        let examples = try await checker.examples(in: example, facts)
        let report = FindingText(file: file, asJSON: json)
        let isGood = try await checker.check(
            examples, below: root.path, patience: .seconds(patience)
        ) { finding in
            OutputChannel.standardOutput.write(report.text(of: finding))
        }
        OutputChannel.standardOutput.write(report.end(isGood: isGood))
        if !isGood { try ExitStatus.pluginFailed.end() }
    }
}
