import CSpawn
import Dispatch
import Glibc
import Synchronization
import SystemPackage

/// A program at work, in a session and a process group of its own, and the pipe that it prints to.
///
/// One task calls `next` until all is over, and then `finish`; anybody may call `stop`.
final class RunningProgram: Sendable {
    let process: pid_t

    /// What comes next.
    enum Sight: Sendable {
        case printed([UInt8])
        /// The program has ended, and all that it printed has been passed on.
        case over
    }

    /// Where what it prints goes when it has ended.
    enum Leftover: Sendable {
        /// Nobody can print to its output any more.
        case nobody
        /// A process that it has left behind can; what comes is dropped.
        case drained
        /// The same, and nobody reads it: the next word ends that process by SIGPIPE.
        case unread
    }

    private let output: Int32
    /// Gets a byte when the program has ended, or is to.
    private let news: (read: Int32, write: Int32)
    private let queue = DispatchQueue(label: "enlist.program")
    private let state = Mutex(State())

    private struct State {
        var hasEnded = false
        var isStopping = false
        var killsAt: ContinuousClock.Instant?
        var wasKilled = false
        var isClosed = false
        /// How many bytes are still to be read, once it is over.
        var rest: Int?
    }

    /// How long killed processes may take to go.
    private static let patience = Duration.seconds(1)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - words: its path and its arguments.
    ///   - environment: all of it.
    ///   - folder: where it works; nil for here.
    ///   - hearsErrors: whether standard error is read with standard output; it is dropped otherwise.
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
        // What a program prints to must wait, as programs expect it to.
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
        // There is no descriptor of a process before Linux 5.3; a thread can wait on every one.
        DispatchQueue(label: "enlist.program.end").async { [self] in
            cspawn_await_end(process)
            state.withLock { $0.hasEnded = true }
            tell()
        }
    }

    /// Waits for what comes next.
    func next() async -> Sight {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.look()) }
        }
    }

    /// Has its group end: by SIGTERM, and after the grace by SIGKILL.
    ///
    /// A program that has ended by then is not stopped: what is done is done.
    func stop(after grace: Duration) {
        state.withLock { state in
            guard !state.isStopping, !state.hasEnded, cspawn_has_ended(process) == 0 else { return }
            state.isStopping = true
            state.killsAt = .now + grace
            // Its number is nobody else's as long as it has not been waited for.
            kill(-process, SIGTERM)
            tell()
        }
    }

    /// Waits for the program, which is over, and hands its output over where somebody still holds it.
    ///
    /// - Returns: how it ended, whether it was stopped, and who is left.
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
            // There is no event for the end of a group.
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

    /// How many bytes are left of a program that is over; nil as long as it is not.
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
            // A process that it left behind may print for ever.
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
    /// What a person should know of it, as a sentence without its full stop; nil for nothing.
    var words: String? {
        switch self {
        case .nobody: nil
        case .drained:
            "a process that goes on in the background holds this output: what it prints from now on is "
                + "dropped; have it print to a file to keep that"
        case .unread:
            "a process that goes on in the background holds this output, and will be ended by its next "
                + "line, as /bin/sh or cat is missing: have it print to a file, or to /dev/null"
        }
    }
}
