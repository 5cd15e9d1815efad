import Application
import Glibc
import Synchronization

/// A stream that the program writes to; the program continues even if its reader is gone.
package final class OutputChannel: Sendable {
    /// The requested output.
    package static let standardOutput = OutputChannel(descriptor: STDOUT_FILENO)
    /// Errors, and other information for a person.
    package static let standardError = OutputChannel(descriptor: STDERR_FILENO)

    /// The standard streams that were closed when the program began, and now discard their input.
    private static let closedStreams = Mutex<Set<Int32>>([])

    private let descriptor: Int32
    private let tellsSeverity: Bool
    private let journalSocket: String
    private let firstLoss = Mutex<OutputLoss?>(nil)

    /// Creates a channel for a file descriptor, which the caller closes.
    package init(
        descriptor: Int32, environment: [String: String] = ProcessEnvironment.current
    ) {
        self.descriptor = descriptor
        tellsSeverity = Severity.areHeard(on: descriptor, environment: environment)
        journalSocket = (environment["ENLIST_ROOT"] ?? "") + "/run/systemd/journal/socket"
    }

    /// Writes a whole text; if a part of it cannot be written, it is dropped, and so is everything
    /// after it.
    package func write(_ text: String) {
        firstLoss.withLock { loss in
            guard loss == nil else { return }
            var text = text
            loss = text.withUTF8 { writeAll(UnsafeRawBufferPointer($0)) }
        }
    }

    /// Writes a whole text; if systemd's journal reads the stream, with its lines' severity.
    package func write(_ text: String, _ severity: Severity) {
        write(tellsSeverity ? severity.marking(text) : text)
    }

    /// Writes a whole text; if systemd's journal reads the stream, as one entry with these fields.
    package func write(
        _ text: String, _ severity: Severity, fields: [(name: String, value: String)]
    ) {
        let message =
            text.utf8.last == UInt8(ascii: "\n")
            ? String(decoding: text.utf8.dropLast(), as: UTF8.self) : text
        if tellsSeverity,
            JournalEntry(message, severity, fields: fields).send(to: journalSocket)
        {
            return
        }
        write(text, severity)
    }

    /// Writes all bytes, as with a text.
    package func write(bytes: [UInt8]) {
        firstLoss.withLock { loss in
            guard loss == nil else { return }
            loss = bytes.withUnsafeBytes(writeAll)
        }
    }

    /// Why something has been dropped; nil if nothing has.
    package var loss: OutputLoss? { firstLoss.withLock { $0 } }

    /// Whether nothing has been dropped.
    var hasWrittenAll: Bool { loss == nil }

    private func writeAll(_ bytes: UnsafeRawBufferPointer) -> OutputLoss? {
        if !bytes.isEmpty, OutputChannel.closedStreams.withLock({ $0.contains(descriptor) }) {
            return OutputLoss(error: EBADF)
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(
                descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                // The stream is non-blocking: wait until it accepts more.
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                guard poll(&waiting, 1, -1) >= 0 || errno == EINTR else {
                    return OutputLoss(error: errno)
                }
            } else if errno != EINTR {
                return OutputLoss(error: errno)
            }
        }
        return nil
    }

    /// The columns of the terminal; nil if the stream is not a terminal.
    package var terminalWidth: Int? {
        guard isatty(descriptor) == 1 else { return nil }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Makes the three standard streams safe to use.
    ///
    /// If one is closed, a file that is opened later would get its number and its output; and a
    /// reader that is gone must not end a run.
    package static func secureStandardStreams() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            closedStreams.withLock { _ = $0.insert(descriptor) }
            // Gets the lowest free number, which is this one.
            _ = open("/dev/null", O_RDWR)
        }
        signal(SIGPIPE, SIG_IGN)
        // A file that would exceed its maximum size becomes an error of the write, as with a full
        // disk.
        signal(SIGXFSZ, SIG_IGN)
    }
}
