import Application
import ArgumentParser
import Pipeline
import PipelineFile

/// `enlist step`.
struct StepCommand: AsyncParsableCommand, ActingCommand {
    static let configuration = CommandConfiguration(
        commandName: "step",
        abstract: "Run one step on its own.",
        discussion: """
            The kind is one of enlist's own, or of a plugin: one that --plugin names, or the pipeline \
            that runs here. The step has the policy of its kind: the same retries and limits as in a pipeline. \
            Set the facts of earlier steps with --set; facts of the instance come \
            from metadata, which is read for nothing else.

            Examples:

              enlist step ohai-hint
              enlist step tag-instance --with '{tags: {Name: "${hostname}"}}' \\
                --set hostname=web1 --set 'stack.name=v3 prod web'
            """)

    @Argument(
        help: "The kind of the step; `enlist steps` lists the kinds.",
        completion: .kinds)
    var kind: String

    @Option(
        name: .customLong("with"),
        help: ArgumentHelp(
            "The step's parameters, as in a pipeline file: YAML or JSON.", valueName: "mapping"))
    var parameters: String?

    @OptionGroup var plugins: PluginOptions

    @OptionGroup var facts: FactOptions

    @OptionGroup var running: RunningOptions

    func run() async throws {
        var request = try facts.request()
        do throws(Diagnostic) {
            request.step = SingleStep(
                kind: kind,
                parameters: try parameters.map { text throws(Diagnostic) in
                    try SourceText(bytes: Array(text.utf8), name: "--with")
                }, plugins: plugins.references)
        } catch {
            throw CommandError(.badData, Diagnostics([error]))
        }
        try await running.run(request).end()
    }
}
