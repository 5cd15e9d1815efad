import Application
import ArgumentParser
import Pipeline
import PipelineFile
import Terminal

/// `enlist validate`.
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check pipeline files offline.",
        discussion: """
            Each file is checked on its own: syntax, kinds, parameters, policies, and that every fact \
            which a step needs is given before it. All errors of all files are printed at once. \
            Inputs and instance metadata count as known. \
            Plugins that a file names are loaded, in processes of their own, to describe their steps.

            Exit status: 0 all files are good; 65 there are errors.

            Examples:

              enlist validate web.yaml
              enlist validate --json /etc/enlist/pipeline.d/*.yaml
            """)

    @Argument(
        help: ArgumentHelp("The files to check.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "A fact that runs will have (repeatable).", valueName: "fact=value"))
    var settings: [String] = []

    @Flag(help: "Print all errors as one JSON array.")
    var json = false

    func validate() throws {
        _ = try FactOptions.settings(settings)
    }

    func run() async throws {
        let engine = try Engine(environment: ProcessEnvironment.current)
        var facts = Facts()
        var written: [FactName: String] = [:]
        for setting in try FactOptions.settings(settings) {
            facts[setting.name] = setting.value
            written[setting.name] = setting.text
        }
        let validator = FileValidator(engine, settings: facts, written: written)
        var verdicts: [FileVerdict] = []
        for file in files { verdicts.append(try await validator.validate(file)) }
        let problems = verdicts.flatMap(\.problems)
        if json {
            let list = Value.list(verdicts.flatMap(\.json))
            OutputChannel.standardOutput.write(list.json + "\n")
        } else {
            OutputChannel.standardOutput.write(verdicts.compactMap(\.text).joined())
            OutputChannel.standardError.write(
                DiagnosticText(verdicts.flatMap(\.sources)).render(Diagnostics(problems)))
        }
        if !problems.isEmpty { try ExitStatus.badData.end() }
    }
}
