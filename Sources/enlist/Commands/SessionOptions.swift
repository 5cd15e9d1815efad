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
