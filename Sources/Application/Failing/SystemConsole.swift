import Glibc
import PipelineFile
import Steps
import SystemPackage

/// The machine's console, which EC2 keeps after the machine is gone (`GetConsoleOutput`).
struct SystemConsole: Sendable {
    let root: MachineRoot

    /// Writes a line; without a console, as in a container, does nothing.
    func write(_ line: String) {
        guard let path = try? root.locate("/dev/console") else { return }
        // It may be a serial line that no one reads.
        let console = path.withPlatformString {
            open($0, O_WRONLY | O_APPEND | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        }
        guard console >= 0 else { return }
        defer { close(console) }
        let bytes = Array((PrintableText(line).text + "\r\n").utf8)
        _ = bytes.withUnsafeBytes { Glibc.write(console, $0.baseAddress, $0.count) }
    }
}
