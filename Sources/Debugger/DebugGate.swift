package import Pipeline
import Synchronization

/// A gate at which a person decides how the run continues.
package final class DebugGate: Gate {
    private let session: Mutex<DebugSession>
    private let front: any DebugFront
    private let files: any SessionFiles
    private let history: SessionHistory
    private let time: PausableTime

    package init(
        _ session: DebugSession, front: any DebugFront, files: any SessionFiles,
        history: SessionHistory, time: PausableTime
    ) {
        self.session = Mutex(session)
        self.front = front
        self.files = files
        self.history = history
        self.time = time
    }

    /// Stops the run as soon as possible.
    ///
    /// - Returns: whether it will stop; false after the person has detached.
    package func stopSoon() -> Bool {
        withSession { session in
            guard !session.isDetached else { return false }
            session.stopSoon()
            return true
        }
    }

    /// Reads the session, or changes where it stops; also while the run continues.
    package func withSession<Result: Sendable>(
        _ body: (inout sending DebugSession) -> sending Result
    ) -> Result {
        session.withLock(body)
    }

    package func verdict(at pause: Pause) async -> Verdict {
        let arrival = session.withLock { $0.arrive(at: pause) }
        for message in arrival.messages { front.said(message) }
        guard let stop = arrival.stop else { return .continue }
        time.stop()
        defer { time.start() }
        front.stopped(stop)
        var pause = pause
        while true {
            switch await front.read(at: pause) {
            case .line(let line):
                let action = await act(at: &pause) { () throws(DebugProblem) in
                    try CommandParser.command(line)
                }
                if let action { return verdict(action) }
            case .command(let command):
                if let action = await act(at: &pause, on: { command }) { return verdict(action) }
            case .end: return end(at: pause)
            case .interrupted: return Verdict(.interrupt)
            }
        }
    }

    private func verdict(_ action: Verdict.Action) -> Verdict {
        Verdict(action, changes: session.withLock { $0.pending })
    }

    /// Performs a command, and passes the answer to the front.
    ///
    /// - Returns: the runner's next action; nil if the session stays at this pause.
    private func act(
        at pause: inout Pause, on command: () throws(DebugProblem) -> SessionCommand?
    ) async -> Verdict.Action? {
        do throws(DebugProblem) {
            guard let command = try command() else {
                front.answer(.said([]), at: pause)
                return nil
            }
            var changed = pause
            let answer = try perform(command, at: &changed)
            pause = changed
            switch answer {
            case .say(let lines): front.answer(.said(lines), at: pause)
            case .log(let count): front.answer(.said(history.lines(count)), at: pause)
            case .requests(let count):
                front.answer(.said(history.requests(count)), at: pause)
            case .shell(let facts):
                front.answer(.said(try await front.shell(facts)), at: pause)
            case .save(let changes, let path):
                front.answer(.said(try files.save(changes, to: path)), at: pause)
            case .go(let action, let lines):
                front.answer(.goes(lines), at: pause)
                return action
            }
        } catch {
            front.answer(.refused(error), at: pause)
            if front.endsAtProblems { return end(at: pause).action }
        }
        return nil
    }

    private func perform(
        _ command: SessionCommand, at pause: inout Pause
    ) throws(DebugProblem) -> DebugSession.Answer {
        let result = session.withLock { session -> Result<DebugSession.Answer, DebugProblem> in
            do throws(DebugProblem) {
                return .success(try session.perform(command, at: &pause, reading: files))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Ends the run after the last command, so that it can be resumed.
    ///
    /// An undo that has begun continues, as half of it would be worse than either.
    private func end(at pause: Pause) -> Verdict {
        session.withLock { $0.detach() }
        return pause.point == .beforeRevert ? .continue : .interrupt
    }
}
