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
            Instance metadata is read only for inputs that are given nowhere else.

            With --check, on an instance, each step reports what it would change: files, packages, \
            tags, units, and calls of services. It reads the machine and queries the \
            services, and changes nothing. A step that cannot tell reports that; the effect of one that needs a \
            fact of an earlier step is known only after that step. The exit status is 0, or that of the run if \
            a step would fail.

            Example:

              enlist plan --product shop --environment prod --platform web --major 3 \\
                --until tag-instance
              enlist plan --check --product shop --environment prod --platform web \\
                --major 3
            """)

    @OptionGroup var options: PlanningOptions

    @Flag(help: "Print the plan as JSON.")
    var json = false

    @Flag(help: "Show the file and line that each step and each setting comes from.")
    var explain = false

    @Flag(help: "Ask each step what it would change on this instance; nothing is changed.")
    var check = false

    func validate() throws {
        guard !(check && explain) else {
            throw ValidationError("`--check` and `--explain` exclude each other")
        }
        guard !(json && explain) else {
            throw ValidationError("`--json` and `--explain` exclude each other")
        }
    }

    func run() async throws {
        if check { return try await runCheck() }
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

    private func runCheck() async throws {
        let output = OutputChannel.standardOutput
        var width = 0
        let report = try await PlanCheck.examine(
            options.request(), environment: ProcessEnvironment.current
        ) {
            width = $0.checkWidth
            if !json { output.write($0.checkTitle) }
        } tell: {
            if !json { output.write($0.text(width: width)) }
        }
        output.write(json ? report.json.json + "\n" : report.text)
        try report.status.end()
    }
}
