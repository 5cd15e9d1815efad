import ArgumentParser
// For `stdout`, which C declares as a variable.
@preconcurrency import Foundation
import LocalCloud

/// The program's entry point.
@main
enum Program {
    static func main() async {
        let isOutputClosed = fcntl(STDOUT_FILENO, F_GETFD) == -1
        // Otherwise the next file that is opened gets the descriptor, and the output.
        if isOutputClosed { _ = open("/dev/null", O_WRONLY) }
        do {
            var command = try LocalCloudCommand.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let complaint as Complaint {
            complaint.show()
            exit(complaint.exitCode)
        } catch {
            let status = LocalCloudCommand.exitCode(for: error)
            guard status == .success else { LocalCloudCommand.exit(withError: error) }
            // Help, or a completion script.
            let text = LocalCloudCommand.fullMessage(for: error)
            if !text.isEmpty { print(text) }
        }
        if isOutputClosed { lose(EBADF) }
        endOutput()
    }

    /// Writes what is still buffered, and fails if the output was lost; whoever reads no more
    /// misses nothing.
    private static func endOutput() {
        guard fflush(stdout) != 0 || ferror(stdout) != 0, errno != EPIPE else { return }
        lose(errno)
    }

    private static func lose(_ error: Int32) -> Never {
        Complaint(LostOutput(error: error), exitCode: EX_UNAVAILABLE).show()
        exit(EX_UNAVAILABLE)
    }
}

/// The output could not be written.
private struct LostOutput: Explained {
    /// The value of `errno`; 0 if an earlier write failed.
    let error: Int32

    var message: String {
        "cannot write to standard output"
            + (error == 0 ? "" : ": \(String(cString: strerror(error)))")
    }

    var remedy: String { "make room where it leads, and run the command again" }
}
