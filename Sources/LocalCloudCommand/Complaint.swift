import Foundation
import LocalCloud

/// Ends the command with an error and an exit status.
struct Complaint: Error {
    let reason: any Explained
    let exitCode: Int32

    init(_ reason: any Explained, exitCode: Int32) {
        self.reason = reason
        self.exitCode = exitCode
    }

    /// Writes the error to standard error.
    func show() {
        FileHandle.standardError.write(Data("error: \(reason)\n".utf8))
    }
}
