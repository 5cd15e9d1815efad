import ArgumentParser
import Pipeline
import PipelineFile

/// `enlist schema`.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print a JSON Schema of pipeline files, for editors.",
        discussion: """
            The schema (draft 2020-12) knows the kinds and parameters of this program. An editor with \
            yaml-language-server completes and checks a pipeline file whose first line is

              # yaml-language-server: $schema=enlist.schema.json

            What a schema cannot know, as the order of steps by their facts, `enlist validate` checks.

            Example:

              enlist schema >enlist.schema.json
            """)

    func run() throws {
        do {
            let registry = try Toolbox(environment: ProcessEnvironment.current).registry
            let schema = PipelineFileSchema(registry).schema
            OutputChannel.standardOutput.write(schema.value.indentedJSON + "\n")
        } catch {
            throw error.shown()
        }
    }
}
