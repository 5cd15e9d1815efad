import ArgumentParser
import Pipeline

/// The option that names plugins besides those of the pipeline that runs here.
struct PluginOptions: ParsableArguments {
    @Option(
        name: .customLong("plugin"),
        help: ArgumentHelp(
            "A plugin whose kinds to add (repeatable).", valueName: "file"),
        completion: .file(extensions: ["so"]))
    var files: [String] = []

    var references: [PluginReference] { files.map { PluginReference($0) } }
}
