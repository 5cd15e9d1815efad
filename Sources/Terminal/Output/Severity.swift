import Bytes
import Glibc

/// The severity of a line, with the numbers of syslog(3).
package enum Severity: Int, Sendable {
    case error = 3
    case warning = 4
    case information = 6

    /// Adds the severity before each line, in the form that systemd's journal reads from a
    /// service's output (sd-daemon(3)).
    func marking(_ text: String) -> String {
        guard self != .information else { return text }
        return text.lines().map { $0.isEmpty ? "" : "<\(rawValue)>\($0)" }.joined(separator: "\n")
    }

    /// Whether a stream leads to the journal.
    ///
    /// systemd sets `JOURNAL_STREAM` to the socket's device and inode (systemd.exec(5)).
    static func areHeard(on descriptor: Int32, environment: [String: String]) -> Bool {
        var status = stat()
        guard let stream = environment["JOURNAL_STREAM"], fstat(descriptor, &status) == 0 else {
            return false
        }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }
}
