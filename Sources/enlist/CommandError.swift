import ArgumentParser
import Pipeline

/// What keeps a command from doing its work, ready to be shown.
struct CommandError: Error, Equatable {
    let status: ExitStatus
    /// Whole lines, each with its line break.
    let text: String

    /// Shows the error, and gives what makes the program end with its status.
    func shown() -> ExitCode {
        OutputChannel.standardError.write(text)
        return status.code
    }
}
