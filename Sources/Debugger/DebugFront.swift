package import Pipeline

/// The face of a session: where its commands come from, and what comes of them goes to.
package protocol DebugFront: Sendable {
    /// Whether a command that is wrong ends the session, as in a script.
    var endsAtProblems: Bool { get }

    /// Called when the run has stopped.
    func stopped(_ stop: Stop)

    /// Called with what a breakpoint says that does not stop the run.
    func said(_ message: String)

    /// Waits for the next command.
    ///
    /// - Parameter pause: where the run stands, with what was changed since it stopped.
    /// - Returns: the command, or why there is none.
    func read(at pause: Pause) async -> DebugInput

    /// Called with what came of each command that was read, before anything else happens.
    ///
    /// - Parameters:
    ///   - answer: what came of it.
    ///   - pause: where the run stands, with what the command changed.
    func answer(_ answer: DebugAnswer, at pause: Pause)

    /// Lets a person work in a shell.
    ///
    /// - Returns: once that has ended, what is to be said of it.
    /// - Throws: why there can be none.
    func shell(_ facts: Facts) async throws(DebugProblem) -> [String]
}

/// What came of reading a command.
package enum DebugInput: Sendable, Equatable {
    /// As typed; what it means is still to be found out.
    case line(String)
    case command(SessionCommand)
    /// Nobody says anything more: the end of the input.
    case end
    /// The run is being interrupted.
    case interrupted
}

/// What came of a command, in whole lines; what stands in them may come from outside.
package enum DebugAnswer: Sendable, Equatable {
    /// The run still stands where it was.
    case said([String])
    /// The run goes on.
    case goes([String])
    case refused(DebugProblem)
}

/// Where a session takes values from, and leaves what was changed.
package protocol SessionFiles: ValueReading {
    /// Writes what was changed as a file that changes the pipeline.
    ///
    /// - Returns: what is to be said of it.
    /// - Throws: why it cannot be written.
    func save(_ changes: SessionChanges, to path: String) throws(DebugProblem) -> [String]
}
