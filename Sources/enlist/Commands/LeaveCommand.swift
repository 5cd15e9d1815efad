import Application
import ArgumentParser
import Pipeline
import PipelineFile
import Reporting
import Terminal

/// `enlist leave`.
struct LeaveCommand: AsyncParsableCommand, ActingCommand {
    static let configuration = CommandConfiguration(
        commandName: "leave",
        abstract: "Leave: end this instance's membership of its stack.",
        discussion: """
            Unassigns the instance from its layers, waits for the shutdown recipes, deregisters it, \
            removes the IAM user that it registered with, and removes its tags. The instance \
            itself and its data stay. First it ends what plugins' steps have joined, by \
            the steps that the plugins name; a missing plugin is a warning.

            The journal of the run that joined names the stack; without a journal \
            all stacks of the account are searched. An instance that is a member by \
            its tags alone only loses them. Work that is done already is skipped, so the command \
            can be repeated, also after it was interrupted or killed.

            Exit status: 0 the instance is not a member any more; else as `enlist run`.

            Example:

              enlist leave --dry-run
            """)

    @Flag(help: "Show what would be done; nothing is changed.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "The pipeline with which the instance has joined, if there is no journal: a file, or the name of a "
                + "built-in pipeline; by default the machine's own.", valueName: "file"),
        completion: .pipeline)
    var pipeline: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Set a fact, such as stack.id and stack.api-region (repeatable).",
            valueName: "fact=value"))
    var settings: [String] = []

    @OptionGroup var display: DisplayOptions

    @OptionGroup var journal: JournalOptions

    /// Called by the parser; an error is a usage error.
    func validate() throws {
        _ = try FactOptions.settings(settings)
    }

    func run() async throws {
        var said = Facts()
        for setting in try FactOptions.settings(settings) { said[setting.name] = setting.value }
        let environment = ProcessEnvironment.current
        let preparer = try Engine(environment: environment).preparer
        var request = await LeavingRequest(
            said: said, pipeline: pipeline, preparer: preparer,
            state: try journal.state.folder(environment)
        ).request { warning in
            OutputChannel.standardError.write(
                PrintableText("warning: \(warning.message); \(warning.remedy)").text + "\n")
        }
        request.isLeavingForGood = true
        if dryRun { return try await show(request, preparer) }
        try await display.run(request, journal: journal).end()
    }

    private func show(_ request: PlanRequest, _ preparer: Preparer) async throws {
        let prepared = try await preparer.prepare(request)
        let listing = PlanListing(prepared.plan, source: prepared.pipeline.origin)
        let stack =
            request.settings[.stackID].map { "its stack is \($0)\n" }
            ?? (request.selection.skip.isEmpty
                ? "its stack is not known yet: all stacks are searched\n" : "")
        OutputChannel.standardOutput.write(
            display.json ? listing.json.json + "\n" : listing.text + stack)
    }
}
