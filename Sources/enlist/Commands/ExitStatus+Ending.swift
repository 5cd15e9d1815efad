import Application
import ArgumentParser

extension ExitStatus {
    var code: ExitCode { ExitCode(rawValue) }

    /// Ends a command: returns where all is well, else throws what makes the program end with the status.
    func end() throws(ExitCode) {
        if self != .joined { throw code }
    }
}
