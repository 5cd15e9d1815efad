import Debugger
import Pipeline
import Synchronization

/// The face of a debugging session towards an editor: hands its commands to the gate, one at a time.
final class AdapterFront: DebugFront {
    let endsAtProblems = false
    private let output: RunOutput
    private let tellStop: @Sendable (Stop) -> Void
    private let state = Mutex(State())

    private struct State {
        /// Where the run stands, with what was changed; nil while it goes on.
        var run: StoppedRun?
        /// The gate, waiting for a command.
        var reader: CheckedContinuation<DebugInput, Never>?
        /// A command that came before the gate waited for it.
        var waiting: DebugInput?
        var isInterrupted = false
        /// Told what comes of the command that the gate has.
        var answered: (@Sendable (DebugAnswer?) -> Void)?
        /// Whatever pointed into an earlier stop points to nothing.
        var stops = 0
    }

    init(_ output: RunOutput, tellStop: @escaping @Sendable (Stop) -> Void) {
        self.output = output
        self.tellStop = tellStop
    }

    /// Where the run stands; nil while it goes on.
    var stoppedRun: StoppedRun? { state.withLock { $0.run } }

    /// Has a command done where the run stands.
    ///
    /// - Parameters:
    ///   - input: the command.
    ///   - tell: called with what came of it before the run goes on; nil where it goes on without a
    ///     word. Not called where the run does not stand.
    /// - Returns: once that has been called; whether the run stood.
    func perform(
        _ input: DebugInput, tell: @escaping @Sendable (DebugAnswer?) -> Void
    ) async -> Bool {
        await withCheckedContinuation { done in
            let (stands, reader) = state.withLock { state in
                // A command that is still being done is as good as a run that goes on.
                guard state.run != nil, state.answered == nil else {
                    return (false, nil as CheckedContinuation<DebugInput, Never>?)
                }
                state.answered = { answer in
                    tell(answer)
                    done.resume(returning: true)
                }
                defer { state.reader = nil }
                if state.reader == nil { state.waiting = input }
                return (true, state.reader)
            }
            if !stands { return done.resume(returning: false) }
            reader?.resume(returning: input)
        }
    }

    func stopped(_ stop: Stop) {
        state.withLock { state in
            state.stops += 1
            state.run = StoppedRun(stop, number: state.stops)
        }
        tellStop(stop)
    }

    func said(_ message: String) { output.show([message]) }

    func read(at pause: Pause) async -> DebugInput {
        let input = await withTaskCancellationHandler {
            await withCheckedContinuation { reader in
                let input = state.withLock { state -> DebugInput? in
                    if let waiting = state.waiting {
                        state.waiting = nil
                        return waiting
                    }
                    if state.isInterrupted { return .interrupted }
                    state.reader = reader
                    return nil
                }
                if let input { reader.resume(returning: input) }
            }
        } onCancel: {
            let reader = state.withLock { state in
                state.isInterrupted = true
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume(returning: .interrupted)
        }
        if input == .end || input == .interrupted {
            state.withLock { state in
                state.run = nil
                state.waiting = nil
            }
            // No answer comes of an end, nor of a command that an interruption has overtaken.
            settle(nil)
        }
        return input
    }

    func answer(_ answer: DebugAnswer, at pause: Pause) {
        state.withLock { state in
            if case .goes = answer { state.run = nil }
            state.run = state.run?.changed(to: pause)
        }
        settle(answer)
    }

    func shell(_ facts: Facts) async throws(DebugProblem) -> [String] {
        throw DebugProblem(
            "a shell needs a terminal, and an editor's console is none",
            remedy: "open one in the editor; `facts` shows what is known")
    }

    private func settle(_ answer: DebugAnswer?) {
        let answered = state.withLock { state in
            defer { state.answered = nil }
            return state.answered
        }
        answered?(answer)
    }
}
