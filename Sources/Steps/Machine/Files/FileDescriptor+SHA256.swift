import ChildOutput
import Glibc
import SystemPackage

extension FileDescriptor {
    /// The SHA-256 of all that is in the file, as 64 hexadecimal digits in lower case.
    ///
    /// The machine's `sha256sum` computes it, from this very file and not from whatever has its name.
    ///
    /// - Throws: `MachineError`, `CancellationError`.
    func sha256() async throws -> String {
        let (ending, tail) = try await ChildProcess(
            "sha256sum", ["--", "/proc/\(getpid())/fd/\(rawValue)"]
        ).run()
        guard ending == .exited(0), let line = tail.lines.last, line.utf8.count > 64 else {
            throw MachineError.programFailed("sha256sum", ending, tail)
        }
        return String(line.prefix(64))
    }
}
