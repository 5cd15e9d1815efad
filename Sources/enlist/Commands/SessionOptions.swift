import ArgumentParser

/// Where the commands of a debugging session come from.
struct SessionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take the debugger's commands from a file in place of the terminal.",
            valueName: "file"),
        completion: .file())
    var commands: String?
}

/// How a run is to be debugged.
struct Debugging: Sendable {
    /// The file of commands; nil for the terminal.
    let script: String?
    /// Whether it stops before the first step, or only where a step fails for good.
    let stopsAtStart: Bool
}
