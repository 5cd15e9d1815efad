import Application
import ArgumentParser

extension ExitStatus {
    var code: ExitCode { ExitCode(rawValue) }

    /// Ends a command: returns after success, otherwise throws the error that ends the program with
    /// the status.
    func end() throws(ExitCode) {
        if self != .joined { throw code }
    }
}
