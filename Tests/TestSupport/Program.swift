import Foundation

/// The built program, run as a process of its own.
package struct Program {
    /// What a process left behind.
    package struct Ending {
        package let output: String
        package let errors: String
        package let status: Int32
    }

    private let process = Process()
    private let output = Pipe()
    private let errors = Pipe()

    /// Starts a shell script in which `enlist` is the program; nothing of it leaves the machine.
    package init(_ script: String, root: String, environment: [String: String] = [:]) throws {
        let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", script]
        process.environment = [
            "PATH": "\(products.path):/usr/bin:/bin", "ENLIST_ROOT": root,
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1",
        ].merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = errors
        try process.run()
    }

    /// Sends a signal to the script, which has to `exec` the program for it to be the program's.
    package func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits until a text has come on standard output.
    package func wait(for text: String) {
        var seen = ""
        while !seen.contains(text) {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { return }
            seen += String(decoding: data, as: UTF8.self)
        }
    }

    /// Waits for the end; of the output, what nobody has waited for is left.
    package func end() -> Ending {
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let complaints = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Ending(
            output: String(decoding: text, as: UTF8.self),
            errors: String(decoding: complaints, as: UTF8.self), status: process.terminationStatus)
    }
}
