import Application
import ArgumentParser
import Pipeline
import Reporting
import Terminal

/// `enlist fleet why`.
struct FleetWhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Show why instances failed, grouped by failure.",
        discussion: """
            A group has failures at the same step, of the same class and for the same reason; ids, addresses and long \
            numbers in a reason are ignored. Instances that failed before Systems Manager knew them are found by \
            their tag enlist:failure.

            Example:

              enlist fleet why --region eu-west-1 --stack 'v3 prod web'
            """)

    @OptionGroup var wanted: FleetQueryOptions

    @Flag(help: "Print one JSON object, with all instances by name.")
    var json = false

    func run() async throws {
        let desk = try wanted.region.desk()
        var query = wanted.query
        query.status = .failed
        let nodes = try await desk.nodes(query)
        let unseen = await desk.unseen(besides: Set(nodes.map(\.id)))
        let failures = FleetFailures(nodes)
        let output = OutputChannel.standardOutput
        guard !json else {
            return output.write(
                Value.map([
                    "failed": .integer(nodes.count), "groups": failures.json,
                    "unseen": unseen.json,
                ]).json + "\n")
        }
        let ways = failures.groups.count == 1 ? "1 way" : "\(failures.groups.count) ways"
        let heading =
            nodes.isEmpty
            ? "no instance has reported a failure" : "\(nodes.count) instances failed, in \(ways):"
        let lines =
            [heading] + failures.lines + unseen.lines(includesTerminated: wanted.terminated)
        output.write(lines.map { $0 + "\n" }.joined())
    }
}
