import Glibc

/// A descriptor whose reader can be woken by another thread.
final class WakeableInput: Sendable {
    /// Why a reader was woken.
    enum Wake: UInt8 {
        /// The line so far is discarded: Ctrl-C.
        case discarded
        /// The run is being interrupted.
        case interrupted
    }

    /// The result of waiting for a byte.
    enum Input {
        case byte(UInt8)
        case end
        case woken(Wake)
    }

    private let descriptor: Int32
    private let wakeReader: Int32
    private let wakeWriter: Int32

    /// Creates an input for a descriptor, which the caller closes; nil if the process has no
    /// descriptors left.
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

    /// Wakes the current reader, or the next one.
    func wake(_ reason: Wake) {
        var byte = reason.rawValue
        _ = write(wakeWriter, &byte, 1)
    }

    /// Waits for the next byte; blocks the thread.
    func next() -> Input {
        switch bytes(atMost: 1) {
        case .some(let bytes): bytes.first.map(Input.byte) ?? .end
        case nil: .woken(reason)
        }
    }

    /// Waits for the next bytes; blocks the thread.
    ///
    /// - Parameters:
    ///   - limit: their maximum number.
    ///   - patience: how long to wait, in milliseconds; -1 for no limit.
    /// - Returns: the bytes; empty at the end of the input, and when the time is up; nil if the
    ///   reader was woken.
    func bytes(atMost limit: Int, patience: Int32 = -1) -> [UInt8]? {
        while true {
            switch wait(patience) {
            case .woken: return nil
            case .late: return []
            case .readable: break
            }
            var isInterrupted = false
            let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
                let length = read(descriptor, buffer.baseAddress, limit)
                count = max(0, length)
                // The end of the input is not an error either, and `errno` is left from an earlier
                // call.
                isInterrupted = length < 0 && (errno == EINTR || errno == EAGAIN)
            }
            if !isInterrupted { return bytes }
        }
    }

    /// Waits until the descriptor can be read, or a connection accepted; blocks the thread.
    ///
    /// - Returns: false if the reader was woken.
    func isReadable() -> Bool { wait(-1) == .readable }

    private enum Readiness { case readable, woken, late }

    private func wait(_ patience: Int32) -> Readiness {
        while true {
            var waiting = [
                pollfd(fd: wakeReader, events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&waiting, 2, patience)
            if ready == 0 { return .late }
            guard ready > 0 else { continue }
            if waiting[0].revents != 0 { return .woken }
            if waiting[1].revents != 0 { return .readable }
        }
    }

    /// Why the reader was woken.
    private var reason: Wake {
        var byte: UInt8 = 0
        guard read(wakeReader, &byte, 1) == 1 else { return .interrupted }
        return Wake(rawValue: byte) ?? .interrupted
    }
}
