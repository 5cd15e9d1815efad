import Bytes
import Glibc

/// How much a line matters, by the numbers of syslog(3).
package enum Severity: Int, Sendable {
    case error = 3
    case warning = 4
    case information = 6

    /// The text with the severity before each line, as systemd's journal reads it of what a service prints
    /// (sd-daemon(3)).
    func marking(_ text: String) -> String {
        guard self != .information else { return text }
        return text.lines().map { $0.isEmpty ? "" : "<\(rawValue)>\($0)" }.joined(separator: "\n")
    }

    /// Whether a stream leads to the journal: systemd names the socket's device and inode in `JOURNAL_STREAM`
    /// (systemd.exec(5)).
    static func areHeard(on descriptor: Int32, environment: [String: String]) -> Bool {
        var status = stat()
        guard let stream = environment["JOURNAL_STREAM"], fstat(descriptor, &status) == 0 else {
            return false
        }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }
}
