import Debugger

/// Reads the lines of a session, from one source.
protocol LineReading: Sendable {
    /// Shows the prompt and reads one line; blocks the thread.
    func line(completing completion: Completion) -> DebugInput

    /// Discards the current line, or ends the input; called from another thread.
    func wake(_ reason: WakeableInput.Wake)
}
