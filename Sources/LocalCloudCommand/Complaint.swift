import Foundation

/// Ends the command with a text on standard error and an exit status.
struct Complaint: Error {
    let text: String
    let exitCode: Int32

    init(_ text: String, exitCode: Int32) {
        self.text = text
        self.exitCode = exitCode
    }

    /// Writes the text to standard error.
    func show() {
        FileHandle.standardError.write(Data("Error: \(text)\n".utf8))
    }
}
