import Glibc

/// Standard input that another thread can wake a reader from.
final class WakeableInput: Sendable {
    /// Why a reader was woken.
    enum Wake: UInt8 {
        /// The line so far is not wanted: Ctrl-C.
        case discarded
        /// The run is being interrupted.
        case interrupted
    }

    /// What came of waiting for a byte.
    enum Input {
        case byte(UInt8)
        case end
        case woken(Wake)
    }

    private let descriptor: Int32
    private let wakeReader: Int32
    private let wakeWriter: Int32

    /// Takes a descriptor, which stays the caller's; nil where the process has no more of them.
    init?(_ descriptor: Int32 = STDIN_FILENO) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        self.descriptor = descriptor
        wakeReader = ends[0]
        wakeWriter = ends[1]
    }

    deinit {
        close(wakeReader)
        close(wakeWriter)
    }

    /// Wakes whoever reads, or who will read next.
    func wake(_ reason: Wake) {
        var byte = reason.rawValue
        _ = write(wakeWriter, &byte, 1)
    }

    /// Waits for the next byte; blocks the thread.
    func next() -> Input {
        while true {
            var waiting = [
                pollfd(fd: wakeReader, events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&waiting, 2, -1) > 0 else { continue }
            var byte: UInt8 = 0
            if waiting[0].revents != 0, read(wakeReader, &byte, 1) == 1 {
                return .woken(Wake(rawValue: byte) ?? .interrupted)
            }
            guard waiting[1].revents != 0 else { continue }
            let count = read(descriptor, &byte, 1)
            if count == 1 { return .byte(byte) }
            if count == 0 || (errno != EINTR && errno != EAGAIN) { return .end }
        }
    }
}
