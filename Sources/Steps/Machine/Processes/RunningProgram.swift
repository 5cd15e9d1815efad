import CSpawn
import Dispatch
import Glibc
import Synchronization
import SystemPackage

/// A running program, in a session and a process group of its own, and the pipe that it prints to.
///
/// One task calls `next` until the program is over, and then `finish`; any task may call `stop`.
final class RunningProgram: Sendable {
    let process: pid_t

    /// What `next` returns.
    enum Sight: Sendable {
        case printed([UInt8])
        /// The program has ended, and all of its output has been passed on.
        case over
    }

    /// What becomes of the output pipe after the program's end.
    enum Leftover: Sendable {
        /// No process can write to it any more.
        case nobody
        /// A process that the program left behind can write to it; its output is dropped.
        case drained
        /// As `drained`, but nothing reads the pipe: the process' next output ends it by SIGPIPE.
        case unread
    }

    private let output: Int32
    /// A pipe that gets a byte when the program has ended, or is to end.
    private let news: (read: Int32, write: Int32)
    private let queue = DispatchQueue(label: "enlist.program")
    private let state = Mutex(State())

    private struct State {
        var hasEnded = false
        var isStopping = false
        var killsAt: ContinuousClock.Instant?
        var wasKilled = false
        var isClosed = false
        /// The number of bytes still to be read once the program is over.
        var rest: Int?
    }

    /// How long killed processes may take to end.
    private static let patience = Duration.seconds(1)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - words: its path and its arguments.
    ///   - environment: the whole environment.
    ///   - folder: its working directory; nil for this process' own.
    ///   - hearsErrors: whether standard error is read together with standard output; otherwise it
    ///     is dropped.
    /// - Throws: why it did not start.
    init(
        _ words: [String], environment: [String: String], in folder: FilePath?, hearsErrors: Bool
    ) throws(Errno) {
        let pipe = try Self.pipe()
        do throws(Errno) {
            news = try Self.pipe()
        } catch {
            close(pipe.read)
            close(pipe.write)
            throw error
        }
        // A program expects its output to block when the pipe is full.
        _ = fcntl(pipe.write, F_SETFL, fcntl(pipe.write, F_GETFL) & ~O_NONBLOCK)
        let variables = environment.map { "\($0.key)=\($0.value)" }
        var id = pid_t()
        let status = Self.withCStrings(words) { words in
            Self.withCStrings(variables) { variables in
                cspawn_program(
                    &id, words[0], words, variables, folder?.string, pipe.write,
                    hearsErrors ? pipe.write : -1)
            }
        }
        close(pipe.write)
        output = pipe.read
        process = id
        guard status == 0 else {
            for descriptor in [pipe.read, news.read, news.write] { close(descriptor) }
            throw Errno(rawValue: status)
        }
        // Before Linux 5.3 there is no descriptor of a process; a thread can wait on every kernel.
        DispatchQueue(label: "enlist.program.end").async { [self] in
            cspawn_await_end(process)
            state.withLock { $0.hasEnded = true }
            tell()
        }
    }

    /// Waits for the next output, or for the end.
    func next() async -> Sight {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.look()) }
        }
    }

    /// Stops the program's group: by SIGTERM, and after the grace period by SIGKILL.
    ///
    /// A program that has ended by then does not count as stopped.
    func stop(after grace: Duration) {
        state.withLock { state in
            guard !state.isStopping, !state.hasEnded, cspawn_has_ended(process) == 0 else { return }
            state.isStopping = true
            state.killsAt = .now + grace
            // Its id is not reused until it has been waited for.
            kill(-process, SIGTERM)
            tell()
        }
    }

    /// Waits for the program, which is over, and hands its output over if a process still holds it.
    ///
    /// - Returns: how it ended, whether it was stopped, and what is left.
    func finish() -> (ending: ChildProcess.Ending, wasStopped: Bool, leftover: Leftover) {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        var held = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        let isHeld = poll(&held, 1, 0) == 0 || held.revents & Int16(POLLHUP) == 0
        let leftover: Leftover =
            isHeld ? (cspawn_drain(output) == 0 ? .drained : .unread) : .nobody
        close(output)
        let signal = status & 0x7F
        return (
            signal == 0 ? .exited(Int(status >> 8 & 0xFF)) : .killed(signal: Int(signal)),
            state.withLock { $0.isStopping }, leftover
        )
    }

    deinit {
        close(news.read)
        close(news.write)
    }

    private func tell() { _ = write(news.write, "x", 1) }

    /// Blocks its thread.
    private func look() -> Sight {
        while true {
            if let rest = rest() { return rest > 0 ? readRest(rest) : .over }
            let state = state.withLock { $0 }
            var places = [output, news.read].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            if state.isClosed { places[0].fd = -1 }
            // The end of a group raises no event.
            let limit: Int32 = state.isStopping ? 10 : -1
            guard poll(&places, 2, limit) > 0 else { continue }
            if places[0].revents != 0 {
                let bytes = read(atMost: 1 << 16)
                if !bytes.isEmpty { return .printed(bytes) }
            }
            if places[1].revents != 0 {
                var told: UInt8 = 0
                _ = Glibc.read(news.read, &told, 1)
            }
        }
    }

    /// The number of unread bytes of a program that is over; nil while it is not.
    private func rest() -> Int? {
        state.withLock { state in
            if let rest = state.rest { return rest }
            if state.isStopping {
                let group = ProcessGroup(id: process)
                let now = ContinuousClock.now
                if let killsAt = state.killsAt, now >= killsAt, !state.wasKilled {
                    state.wasKilled = true
                    kill(-process, SIGKILL)
                }
                let isLate = state.killsAt.map { now >= $0 + Self.patience } ?? false
                guard state.hasEnded, isLate || !group.isRunning else { return nil }
            } else if !state.hasEnded {
                return nil
            }
            // A process that the program left behind may print forever.
            let rest = Int(cspawn_bytes_in(output))
            state.rest = rest
            return rest
        }
    }

    private func readRest(_ rest: Int) -> Sight {
        let bytes = read(atMost: min(rest, 1 << 16))
        state.withLock { $0.rest = bytes.isEmpty ? 0 : rest - bytes.count }
        return bytes.isEmpty ? .over : .printed(bytes)
    }

    private func read(atMost most: Int) -> [UInt8] {
        let bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
            var found: Int
            repeat {
                found = Glibc.read(output, buffer.baseAddress, most)
            } while found < 0 && errno == EINTR
            if found == 0 || found < 0 && errno != EAGAIN {
                state.withLock { $0.isClosed = true }
            }
            count = max(0, found)
        }
        return bytes
    }

    private static func pipe() throws(Errno) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        let status = cspawn_pipe(&ends)
        guard status == 0 else { throw Errno(rawValue: status) }
        return (ends[0], ends[1])
    }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies + [nil])
    }
}

extension RunningProgram.Leftover {
    /// A sentence about it for people, without the full stop; nil if there is nothing to report.
    var words: String? {
        switch self {
        case .nobody: nil
        case .drained:
            "a process that continues in the background holds this output: what it prints from now on is "
                + "dropped; have it print to a file to keep that"
        case .unread:
            "a process that continues in the background holds this output, and will be ended by its next "
                + "line, as /bin/sh or cat is missing: have it print to a file, or to /dev/null"
        }
    }
}
