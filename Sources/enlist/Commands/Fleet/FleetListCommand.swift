import Application
import ArgumentParser
import Pipeline
import Reporting
import Terminal

/// `enlist fleet list`.
struct FleetListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the instances and how their last runs ended.",
        discussion: """
            Examples:

              enlist fleet list --region eu-west-1 --stack 'v3 prod web'
              enlist fleet list --region eu-west-1 --status failed --class timeout --json
            """)

    @OptionGroup var wanted: FleetQueryOptions

    @Option(help: "Only instances whose last run ended with this status.")
    var status: Status?

    @Option(
        name: .customLong("class"),
        help: ArgumentHelp("Only failures of this class, such as timeout.", valueName: "class"))
    var failureClass: String?

    @Flag(help: "List only the managed instances that have no inventory of enlist.")
    var silent = false

    @Flag(help: "Repeat the query until interrupted.")
    var watch = false

    @Option(
        help: ArgumentHelp("With --watch, the time between two queries.", valueName: "duration"))
    var every = "10s"

    @Flag(help: "Print one JSON object per query.")
    var json = false

    /// The statuses of a run.
    enum Status: String, ExpressibleByArgument, CaseIterable {
        case joined, failed, left

        var word: RunSummary.Status {
            switch self {
            case .joined: .joined
            case .failed: .failed
            case .left: .left
            }
        }
    }

    /// Validates the options; the parser calls it and treats an error as a usage error.
    func validate() throws {
        guard let interval = Duration(text: every), interval >= .seconds(1) else {
            throw ValidationError("`--every` must be a duration of at least 1s, such as 10s")
        }
        if let failureClass, FailureClass(rawValue: failureClass) == nil {
            throw ValidationError(
                "`--class` must be one of: "
                    + FailureClass.allCases.map(\.rawValue).joined(separator: ", "))
        }
        if silent,
            status != nil || failureClass != nil || wanted.query.stack != nil
                || wanted.layer != nil || wanted.group != nil
        {
            throw ValidationError(
                "`--silent` lists instances that never reported, so it takes no filter")
        }
    }

    func run() async throws {
        let desk = try wanted.region.desk()
        let interval = Duration(text: every) ?? .seconds(10)
        repeat {
            let text = silent ? try await silentText(desk) : try await text(desk)
            let output = OutputChannel.standardOutput
            if watch, !json, output.terminalWidth != nil { output.write("\u{1B}[H\u{1B}[J") }
            output.write(text)
            if watch { try await Task.sleep(for: interval) }
        } while watch
    }

    private func text(_ desk: FleetDesk) async throws -> String {
        var query = wanted.query
        query.status = status?.word
        query.failureClass = failureClass
        let nodes = try await desk.nodes(query)
        let unseen = await desk.unseen(besides: nil)
        let table = FleetTable(nodes)
        guard !json else {
            return Value.map(["nodes": table.json, "unseen": unseen.json]).json + "\n"
        }
        let lines =
            table.lines + ["\(nodes.count) listed"]
            + unseen.lines(includesTerminated: wanted.terminated)
        return lines.map { $0 + "\n" }.joined()
    }

    private func silentText(_ desk: FleetDesk) async throws -> String {
        let nodes = try await desk.silentNodes().sorted()
        guard !json else {
            return Value.map(["silent": .list(nodes.map(Value.string))]).json + "\n"
        }
        return (nodes + ["\(nodes.count) managed nodes without inventory of enlist"])
            .map { $0 + "\n" }.joined()
    }
}
