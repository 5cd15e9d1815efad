package import Pipeline
import Synchronization

/// A gate at which a person decides.
package final class DebugGate: Gate {
    private let session: Mutex<DebugSession>
    private let front: any DebugFront
    private let history: SessionHistory
    private let time: PausableTime

    package init(
        _ session: DebugSession, front: any DebugFront, history: SessionHistory, time: PausableTime
    ) {
        self.session = Mutex(session)
        self.front = front
        self.history = history
        self.time = time
    }

    /// Stops the run as soon as it can be stopped.
    ///
    /// - Returns: whether it will; not where the person has let it go for good.
    package func stopSoon() -> Bool {
        session.withLock { session in
            guard !session.isDetached else { return false }
            session.stopSoon()
            return true
        }
    }

    package func verdict(at pause: Pause) async -> Verdict {
        guard let lines = session.withLock({ $0.arrive(at: pause) }) else { return .continue }
        time.stop()
        defer { time.start() }
        front.prepare()
        front.show(lines)
        var pause = pause
        while true {
            switch await front.read(completing: Completion(pause)) {
            case .line(let line):
                if let action = await act(on: line, at: &pause) {
                    return Verdict(action, changes: session.withLock { $0.pending })
                }
            case .end: return end(at: pause)
            case .interrupted: return Verdict(.interrupt)
            }
        }
    }

    /// Does what a line says.
    ///
    /// - Returns: what the runner is to do; nil where the session stays at this pause.
    private func act(on line: String, at pause: inout Pause) async -> Verdict.Action? {
        do throws(DebugProblem) {
            let command = try CommandParser.command(line)
            // A comment in a script repeats nothing.
            if command == nil, line.contains("#") { return nil }
            var changed = pause
            let answer = try perform(command, at: &changed)
            pause = changed
            switch answer {
            case .say(let lines): front.show(lines)
            case .log(let count): front.show(history.lines(count))
            case .requests(let count): front.show(history.requests(count))
            case .shell(let facts): front.show(await front.shell(facts))
            case .save(let changes, let path): front.show(try front.save(changes, to: path))
            case .go(let action, let lines):
                front.show(lines)
                return action
            }
        } catch {
            front.show(error.lines)
            if front.endsAtProblems { return end(at: pause).action }
        }
        return nil
    }

    private func perform(
        _ command: SessionCommand?, at pause: inout Pause
    ) throws(DebugProblem) -> DebugSession.Answer {
        let result = session.withLock { session -> Result<DebugSession.Answer, DebugProblem> in
            do throws(DebugProblem) {
                return .success(
                    try session.perform(command, at: &pause) {
                        text, fact throws(DebugProblem) in try front.value(text, of: fact)
                    })
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Ends the run where no command comes any more, so that it can be done again.
    ///
    /// Undoing that has begun goes on, as half of it would be the worst of both.
    private func end(at pause: Pause) -> Verdict {
        session.withLock { $0.detach() }
        return pause.point == .beforeRevert ? .continue : .interrupt
    }
}
