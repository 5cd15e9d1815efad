import Application
import ArgumentParser
import Pipeline
import Terminal

/// `enlist status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the state of the last run on this instance.",
        discussion: """
            Exit status: that of the run, so 0 joined, 1 a step failed, 3 a deadline passed, 4 \
            interrupted, cut off by a crash, or waiting for a reboot; 66 no run so far; 75 a run is \
            under way.

            Example, to wait until the instance is a member:

              enlist status --wait --timeout 20m
            """)

    @OptionGroup var place: InstanceOptions

    @Flag(help: "Print it as JSON.")
    var json = false

    @Flag(help: "Wait until a run has ended, even if it has not begun yet.")
    var wait = false

    @Option(
        help: ArgumentHelp(
            "The limit for --wait, such as 20m; then the status is that of the moment.",
            valueName: "duration"))
    var timeout: String?

    func validate() throws {
        if let timeout, Duration(text: timeout) == nil {
            throw ValidationError("`--timeout \(timeout)` is not a duration such as 30s or 20m")
        }
        if timeout != nil, !wait { throw ValidationError("`--timeout` needs `--wait`") }
    }

    func run() async throws {
        let journals = try await place.journals()
        let clock = SystemTime()
        let end = timeout.flatMap { Duration(text: $0) }.map { clock.now().elapsed + $0 }
        var status = try journals.status()
        if wait, status.mayChange, OutputChannel.standardError.terminalWidth != nil {
            let until = timeout.map { " for at most \($0)" } ?? ""
            OutputChannel.standardError.write(
                "waiting\(until) until a run ends; now: \(status.headline)\n")
        }
        while wait, status.mayChange, end.map({ clock.now().elapsed < $0 }) ?? true {
            try await Task.sleep(for: .milliseconds(200))
            status = try journals.status()
        }
        OutputChannel.standardOutput.write(json ? status.json.json + "\n" : status.text)
        try ExitStatus(status).end()
    }
}
