import ArgumentParser

/// The source of a debugging session's commands.
struct SessionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read the debugger's commands from a file instead of the terminal.",
            valueName: "file"),
        completion: .file())
    var commands: String?
}
