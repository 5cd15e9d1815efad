import Application
import ArgumentParser
import Pipeline
import PipelineFile
import Reporting
import Terminal

/// `enlist plan`.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Check a pipeline and show what a run would do; nothing is changed.",
        discussion: """
            Instance metadata is asked only for inputs that are given nowhere else.

            Example:

              enlist plan --product shop --environment prod --platform web --major 3 \
            --until tag-instance
            """)

    @OptionGroup var options: PlanningOptions

    @Flag(help: "Print the plan as JSON.")
    var json = false

    @Flag(help: "Show for each step and each setting which file and line it comes from.")
    var explain = false

    func validate() throws {
        guard !(json && explain) else {
            throw ValidationError("`--json` and `--explain` exclude each other")
        }
    }

    func run() async throws {
        let engine = try Engine(environment: ProcessEnvironment.current)
        let prepared = try await engine.preparer.prepare(options.request())
        let listing = PlanListing(prepared.plan, source: prepared.pipeline.origin)
        let text =
            if json {
                listing.json.json + "\n"
            } else if explain {
                PlanExplanation(
                    prepared.plan, files: prepared.pipeline.sources.map(\.name)
                ).text
            } else { listing.text }
        OutputChannel.standardOutput.write(text)
    }
}
