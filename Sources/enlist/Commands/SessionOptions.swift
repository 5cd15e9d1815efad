import ArgumentParser

/// The source of a debugging session's commands.
struct SessionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take the debugger's commands from a file in place of the terminal.",
            valueName: "file"),
        completion: .file())
    var commands: String?
}
