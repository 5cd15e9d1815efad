import CSpawn
import ChildOutput
import Glibc
import Pipeline

/// Enlist's side of a plugin's process, which serves one request at a time and is ended with its
/// children when there are no more.
///
/// All calls block; they come from one thread at a time, except `interrupt`.
final class HostProcess: @unchecked Sendable {
    /// The library's name, for messages.
    private let name: String
    private let limits: HostLimits
    private let spawned: Spawned
    /// The mark of everything that it has started.
    private let mark = ProcessMark()
    private var frames = Frames()
    private var lines = OutputLines()
    private var tail = OutputTail()
    private var hasPrintedAll = false
    private var ending: HostEnding?
    /// The latest time to kill it; nil until it has been told to end.
    private var endsAt: ContinuousClock.Instant?
    /// Wakes the thread that waits for a reply.
    private let wakeUp: (read: Int32, write: Int32)

    /// The maximum time for a process to end after it has closed its connection, in steps of 10 ms.
    private static let patience = 100
    /// The time that a function has after it was told to end; the plugin header states it too.
    private static let grace = Duration.seconds(2)

    /// Starts the process, and waits until it accepts requests.
    ///
    /// - Throws: if it cannot be started, or ends at once.
    init(
        _ program: HostProgram, name: String, limits: HostLimits
    ) throws(PluginError) {
        self.name = name
        self.limits = limits
        let wakeUp = try HostProcess.pipe()
        do throws(PluginError) {
            spawned = try HostProcess.spawn(program.adding(mark.variables))
        } catch {
            close(wakeUp.read)
            close(wakeUp.write)
            throw error
        }
        self.wakeUp = wakeUp
        guard try ask(.begin(limits), onLine: { _ in }) == .ready else {
            throw confused("it did not begin as agreed") { _ in }
        }
    }

    deinit {
        end()
        for descriptor in [spawned.socket, spawned.output, wakeUp.read, wakeUp.write] {
            close(descriptor)
        }
    }

    /// Ends it and everything that it has started, and waits until it is gone.
    private func end() {
        // A group's number is not reused as long as the group has members or its leader has not
        // been waited for.
        guard !hasEnded else { return }
        // The process itself last: if enlist ends meanwhile, as it may at the end of a run, the
        // process ends the others.
        mark.killAll(sparing: spawned.process)
        kill(-spawned.process, SIGKILL)
        reap(wait: true)
        mark.killAll()
    }

    // MARK: Asking

    /// Sends a request, and waits for the reply.
    ///
    /// - Parameters:
    ///   - request: what to do.
    ///   - listener: receives a plugin's notices meanwhile; without one, notices are an error.
    ///   - onLine: receives each line that the process prints meanwhile.
    /// - Returns: the reply.
    /// - Throws: if the process ends or violates the protocol, and `.cancelled` after `interrupt`;
    ///   in both cases it has been ended.
    func ask(
        _ request: HostRequest, listener: (any CallListener)? = nil, onLine: (String) -> Void
    ) throws(PluginError) -> HostReply {
        guard let frame = Frames.bytes(of: request.value) else {
            throw .tooLong("what would be passed to \(name)")
        }
        guard socket.send(frame) else { throw died(onLine) }
        while true {
            let ready = waitForSomething()
            if ready.interrupted {
                guard request.canEndByItself else { throw cutOff(onLine) }
                shutdown(spawned.socket, Int32(SHUT_WR))
                endsAt = .now + Self.grace
            }
            if let endsAt, .now > endsAt { throw cutOff(onLine) }
            if ready.printed { readOutput(onLine) }
            if ready.said {
                let bytes = socket.receive() ?? []
                if bytes.isEmpty { throw died(onLine) }
                if let reply = try reply(in: bytes, listener, onLine) {
                    // It accepts no more requests.
                    if endsAt != nil { end() }
                    readLastOutput(onLine)
                    return reply
                }
            }
            // A child may keep the connection open, but does not serve requests.
            if hasEnded { throw died(onLine) }
        }
    }

    /// Whether it accepted requests when it was last asked.
    var canBeAsked: Bool { !hasEnded }

    /// Checks the process between requests, as a thread of the library may still be running.
    ///
    /// - Parameter onLine: receives each line that the process has printed meanwhile.
    /// - Returns: why it accepts no more requests; nil if it does.
    func look(onLine: (String) -> Void) -> PluginError? {
        reap(wait: false)
        if hasEnded { return died(onLine) }
        readLastOutput(onLine)
        var byte: UInt8 = 0
        switch recv(spawned.socket, &byte, 1, Int32(MSG_PEEK)) {
        case 0: return died(onLine)
        case 1: return confused("it sent an unexpected message", onLine)
        default: return nil
        }
    }

    private var socket: FrameSocket { FrameSocket(descriptor: spawned.socket) }

    /// Makes the thread that waits for a reply give up; any thread may call it.
    func interrupt() { _ = write(wakeUp.write, "x", 1) }

    private func waitForSomething() -> (said: Bool, printed: Bool, interrupted: Bool) {
        var descriptors = [spawned.socket, spawned.output, wakeUp.read].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        if hasPrintedAll { descriptors[1].fd = -1 }
        if endsAt != nil { descriptors[2].fd = -1 }
        // Polling notices a process that has ended while its children keep the connection open.
        guard poll(&descriptors, nfds_t(descriptors.count), 50) > 0 else {
            reap(wait: false)
            return (false, false, false)
        }
        return (
            descriptors[0].revents != 0, descriptors[1].revents != 0, descriptors[2].revents != 0
        )
    }

    /// Handles a message; nil unless it is the reply.
    private func reply(
        in bytes: [UInt8], _ listener: (any CallListener)?, _ onLine: (String) -> Void
    ) throws(PluginError) -> HostReply? {
        let values: [Value]
        do throws(Frames.Malformed) {
            values = try frames.take(bytes)
        } catch {
            throw confused(error.problem, onLine)
        }
        for (index, value) in values.enumerated() {
            switch listener.flatMap({ listener in HostSaying(value).map { (listener, $0) } }) {
            case (let listener, .notice(let notice))?: listener.heard(notice)
            case (let listener, .record(let name, let text))?:
                _ = socket.send(HostRequest.recorded(listener.record(name, text)).value)
            case nil:
                guard index == values.count - 1, let reply = HostReply(value) else {
                    throw confused("it sent an unexpected message", onLine)
                }
                return reply
            }
        }
        return nil
    }

    private func readOutput(_ onLine: (String) -> Void) {
        while !hasPrintedAll {
            var bytes = [UInt8](repeating: 0, count: 16 << 10)
            let count = read(spawned.output, &bytes, bytes.count)
            guard count > 0 else {
                if count == 0 { hasPrintedAll = true }
                break
            }
            for line in lines.take(bytes[..<count]) { hand(line, to: onLine) }
        }
    }

    /// Reads the remaining output, including a line without its end.
    private func readLastOutput(_ onLine: (String) -> Void) {
        readOutput(onLine)
        if let line = lines.finish() { hand(line, to: onLine) }
    }

    private func hand(_ line: String, to onLine: (String) -> Void) {
        tail.append(line)
        onLine(line)
    }

    // MARK: The end

    private var hasEnded: Bool { ending != nil }

    /// Returns how it ended; a process that only closed its connection is ended.
    private func died(_ onLine: (String) -> Void) -> PluginError {
        for _ in 0..<Self.patience where !hasEnded {
            readOutput(onLine)
            reap(wait: false)
            if !hasEnded { usleep(10_000) }
        }
        let found = ending ?? .hungUp
        // Its children may be left.
        kill(-spawned.process, SIGKILL)
        reap(wait: true)
        mark.killAll()
        readLastOutput(onLine)
        return .hostDied(name, found, said: tail.lines)
    }

    private func confused(_ problem: String, _ onLine: (String) -> Void) -> PluginError {
        end()
        readLastOutput(onLine)
        return .hostConfused(name, problem, said: tail.lines)
    }

    /// Ends it, as its reply is no longer wanted; its output until then is still read.
    private func cutOff(_ onLine: (String) -> Void) -> PluginError {
        end()
        readLastOutput(onLine)
        return .cancelled
    }

    private func reap(wait: Bool) {
        guard ending == nil else { return }
        var status: Int32 = 0
        var time: Int64 = 0
        let options = wait ? 0 : WNOHANG
        guard cspawn_wait(spawned.process, options, &status, &time) == spawned.process else {
            return
        }
        ending = HostEnding(status, processorTime: .milliseconds(time), limits)
    }
}
