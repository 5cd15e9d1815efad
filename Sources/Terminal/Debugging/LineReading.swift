import Debugger

/// Reads the lines of a session, from one place.
protocol LineReading: Sendable {
    /// Reads one line, with the prompt before it; blocks the thread.
    func line(completing completion: Completion) -> DebugInput

    /// Called from another thread: the line so far is not wanted, or nothing is any more.
    func wake(_ reason: WakeableInput.Wake)
}
