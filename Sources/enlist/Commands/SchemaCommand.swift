import Application
import ArgumentParser
import Pipeline
import PipelineFile
import Terminal

/// `enlist schema`.
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print a JSON Schema of pipeline or inputs files, for editors.",
        discussion: """
            The schema (draft 2020-12) has the kinds and parameters of this program, and of the plugins \
            that the pipeline here names. An editor with \
            yaml-language-server completes and checks a pipeline file whose first line is

              # yaml-language-server: $schema=enlist.schema.json

            `enlist validate` checks what a schema cannot express, such as the order of steps by their facts.

            Examples:

              enlist schema >enlist.schema.json
              enlist schema --inputs >inputs.schema.json
            """)

    @Flag(help: "Print the schema of /etc/enlist/inputs.yaml instead of that of pipeline files.")
    var inputs = false

    @OptionGroup var plugins: PluginOptions

    func run() async throws {
        guard !inputs else {
            OutputChannel.standardOutput.write(InputsFileReader.schema.value.indentedJSON + "\n")
            return
        }
        let kinds = try await KindsHere(plugins.references)
        let schema = PipelineFileSchema(kinds.registry, plugins: kinds.plugins).schema
        OutputChannel.standardOutput.write(schema.value.indentedJSON + "\n")
        try kinds.complain()
    }
}
