import Debugger
import Dispatch
import Glibc
import Pipeline
import PipelineFile
import Synchronization

/// A session on a terminal or from a file of commands.
final class SessionFront: DebugFront {
    let endsAtProblems: Bool
    private let lines: any LineReading
    private let output: OutputChannel
    private let rest: @Sendable () -> Void
    private let environment: [String: String]
    private let state = Mutex(State.running)

    private enum State {
        case running
        /// Ctrl-C was pressed while the run continued: it stops at the next point.
        case stopping
        case reading
        case inShell
    }

    /// Creates a front from its parts; `rest` clears the changing part of the screen.
    ///
    /// An invalid command ends a script, as no person is there to correct it.
    init(
        _ lines: any LineReading, output: OutputChannel, isScript: Bool,
        environment: [String: String], rest: @escaping @Sendable () -> Void
    ) {
        self.lines = lines
        self.output = output
        endsAtProblems = isScript
        self.environment = environment
        self.rest = rest
    }

    /// Handles a Ctrl-C.
    ///
    /// At the prompt it discards the line; while the run continues, the first one stops it at the
    /// next point.
    ///
    /// - Returns: whether that is all; if not, it interrupts the run.
    func heeds(_ gate: DebugGate) -> Bool {
        switch state.withLock({ $0 }) {
        case .reading:
            lines.wake(.discarded)
            return true
        case .inShell: return true
        case .stopping: return false
        case .running:
            guard gate.stopSoon() else { return false }
            state.withLock { $0 = .stopping }
            rest()
            output.write("stopping at the next point; once more interrupts the run\n")
            return true
        }
    }

    func stopped(_ stop: Stop) {
        rest()
        show(PauseText(stop).lines)
    }

    func said(_ message: String) {
        rest()
        show([message])
    }

    func answer(_ answer: DebugAnswer, at pause: Pause) {
        switch answer {
        case .said(let lines), .goes(let lines): show(lines)
        case .refused(let problem): show(problem.lines)
        }
    }

    private func show(_ lines: [String]) {
        output.write(lines.map { PrintableText($0).text + "\n" }.joined())
    }

    func read(at pause: Pause) async -> DebugInput {
        if Task.isCancelled { return .interrupted }
        state.withLock { $0 = .reading }
        let input = await withTaskCancellationHandler {
            await onThread { self.lines.line(completing: Completion(pause)) }
        } onCancel: {
            lines.wake(.interrupted)
        }
        state.withLock { $0 = .running }
        return input
    }

    func shell(_ facts: Facts) async throws(DebugProblem) -> [String] {
        state.withLock { $0 = .inShell }
        defer { state.withLock { $0 = .running } }
        let shell = InteractiveShell(environment: environment)
        return await onThread { shell.run(facts) }
    }

    /// Runs blocking work on a thread that nothing else waits for.
    private func onThread<Result: Sendable>(
        _ work: @escaping @Sendable () -> Result
    ) async -> Result {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
    }
}
