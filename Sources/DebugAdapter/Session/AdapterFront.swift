import Debugger
import Pipeline
import Synchronization

/// The front of a debugging session for an editor: passes its commands to the gate, one at a time.
final class AdapterFront: DebugFront {
    let endsAtProblems = false
    private let output: RunOutput
    private let tellStop: @Sendable (Stop) -> Void
    private let state = Mutex(State())

    private struct State {
        /// The stopped run, with what was changed; nil while it continues.
        var run: StoppedRun?
        /// The gate, if it waits for a command.
        var reader: CheckedContinuation<DebugInput, Never>?
        /// A command that came before the gate waited for it.
        var waiting: DebugInput?
        var isInterrupted = false
        /// Called with the answer to the gate's current command.
        var answered: (@Sendable (DebugAnswer?) -> Void)?
        /// The number of stops; references into an earlier stop are invalid.
        var stops = 0
    }

    init(_ output: RunOutput, tellStop: @escaping @Sendable (Stop) -> Void) {
        self.output = output
        self.tellStop = tellStop
    }

    /// The stopped run; nil while it continues.
    var stoppedRun: StoppedRun? { state.withLock { $0.run } }

    /// Performs a command on the stopped run.
    ///
    /// - Parameters:
    ///   - input: the command.
    ///   - tell: called with the answer before the run continues; with nil if it continues without
    ///     one. Not called if the run is not stopped.
    /// - Returns: whether the run was stopped; returns after `tell` was called.
    func perform(
        _ input: DebugInput, tell: @escaping @Sendable (DebugAnswer?) -> Void
    ) async -> Bool {
        await withCheckedContinuation { done in
            let (stands, reader) = state.withLock { state in
                // While a command is in progress, the run counts as running.
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
            // The end has no answer, nor has a command that an interruption has overtaken.
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
            "a shell needs a terminal, and an editor's console is not one",
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
