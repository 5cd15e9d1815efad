import Application
import ArgumentParser
import Bytes
import Pipeline
import PipelineFile
import Terminal

/// `enlist fleet run`.
struct FleetRunCommand: AsyncParsableCommand, ActingCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract:
            "Run a command on all instances of a group, by Run Command, and show the results.",
        discussion: """
            Instances are selected by their tags. --concurrency limits how many run it at a time; after more than --errors \
            failures no further one starts. Without --yes the command and its targets are only shown.

            Exit status: 0 it succeeded everywhere; 1 it failed somewhere, or ran nowhere; 69 something outside is unavailable; \
            77 not permitted.

            Examples:

              enlist fleet run --region eu-west-1 --layer shop -- systemctl restart shop
              enlist fleet run --group web --document AWS-UpdateSSMAgent
            """)

    @OptionGroup var region: FleetRegionOptions

    @Option(help: ArgumentHelp("The instances of this stack.", valueName: "name"))
    var stack: String?

    @Option(
        help: ArgumentHelp(
            "The instances of this layer: its path, or the last name in it.", valueName: "name"))
    var layer: String?

    @Option(help: ArgumentHelp("The instances of this Auto Scaling group.", valueName: "name"))
    var group: String?

    @Option(help: ArgumentHelp("The document to run.", valueName: "name"))
    var document = "AWS-RunShellScript"

    @Option(
        name: .customLong("parameter"),
        help: ArgumentHelp(
            "A parameter of the document (repeatable, also for lists).",
            valueName: "name=value"))
    var parameters: [String] = []

    @Option(
        help: ArgumentHelp(
            "The instances that run it at a time: a number, or a percentage.", valueName: "number"))
    var concurrency = "10%"

    @Option(
        help: ArgumentHelp(
            "The failures that are tolerated: a number, or a percentage.", valueName: "number"))
    var errors = "1"

    @Option(
        help: ArgumentHelp(
            "The time within which an instance must begin, at least 30s.", valueName: "duration"))
    var patience = "10m"

    @Flag(help: "Send it; without it the command is only shown.")
    var yes = false

    @Flag(help: "Do not wait for the results; print the id of the command.")
    var noWait = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("After `--`: the shell command.", valueName: "command"))
    var command: [String] = []

    /// Validates the options; the parser calls it and treats an error as a usage error.
    func validate() throws {
        guard stack != nil || layer != nil || group != nil else {
            throw ValidationError("choose the instances: `--stack`, `--layer` or `--group`")
        }
        for (name, text) in [("concurrency", concurrency), ("errors", errors)] {
            let least = name == "concurrency" ? 1 : 0
            guard isCount(text, least: least) else {
                throw ValidationError("`--\(name)` must be a number, or a percentage up to 100%")
            }
        }
        guard let patience = Duration(text: patience),
            (.seconds(30)...(.seconds(2_592_000))).contains(patience)
        else { throw ValidationError("`--patience` must be a duration from 30s to 720h") }
        let isShell = document == "AWS-RunShellScript"
        guard isShell || command.isEmpty else {
            throw ValidationError(
                "a command after `--` is for AWS-RunShellScript; use --parameter for other documents"
            )
        }
        guard !isShell || !command.isEmpty || !parameters.isEmpty else {
            throw ValidationError("give the command to run, after `--`")
        }
        _ = try values()
    }

    /// A number with at most six digits, or a percentage (botocore's `MaxConcurrency`, `MaxErrors`).
    private func isCount(_ text: String, least: Int) -> Bool {
        let isShare = text.utf8.last == UInt8(ascii: "%")
        let digits = isShare ? text.utf8.dropLast() : text.utf8[...]
        guard (1...6).contains(digits.count), digits.allSatisfy(\.isDigit),
            let number = Int(String(decoding: digits, as: UTF8.self))
        else { return false }
        return number >= least && (!isShare || number <= 100)
    }

    private func values() throws -> [String: [String]] {
        var values: [String: [String]] = command.isEmpty ? [:] : ["commands": [words]]
        for parameter in parameters {
            let parts = parameter.parts(at: "=", most: 1)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ValidationError("`--parameter` must be name=value")
            }
            values[parts[0], default: []].append(parts[1])
        }
        return values
    }

    /// The script: one word unchanged; several as a command and its arguments.
    private var words: String {
        command.count == 1
            ? command[0]
            : command.map { "'" + $0.parts(at: "'").joined(separator: "'\\''") + "'" }
                .joined(separator: " ")
    }

    func run() async throws {
        var order = FleetOrder(
            document: document, parameters: try values(), comment: "enlist fleet run",
            concurrency: concurrency, errors: errors,
            patience: Int((Duration(text: patience) ?? .seconds(600)) / .seconds(1)))
        order.stack = stack
        order.layer = layer
        order.group = group
        let output = OutputChannel.standardOutput
        guard yes else {
            return output.write(
                json
                    ? Value.map(["sent": false, "order": order.json]).json + "\n"
                    : order.lines.map { $0 + "\n" }.joined()
                        + "with --yes it is sent\n")
        }
        let desk = try region.desk()
        let id = try await desk.send(order)
        guard !noWait else {
            return output.write(
                json ? Value.map(["command": .string(id)]).json + "\n" : id + "\n")
        }
        if !json { output.write("command \(id)\n") }
        let replies = try await desk.wait(for: id) { progress in
            if !json { output.write(progress.line + "\n") }
        }
        output.write(
            json
                ? Value.map([
                    "sent": true, "command": .string(id),
                    "nodes": .list(replies.map(\.json)),
                ]).json + "\n"
                : replies.lines.map { $0 + "\n" }.joined())
        if replies.isEmpty || !replies.allSatisfy(\.succeeded) { try ExitStatus.stepFailed.end() }
    }
}
