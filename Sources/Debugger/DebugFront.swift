package import Pipeline

/// The user interface of a session: the source of its commands and the target of its answers.
package protocol DebugFront: Sendable {
    /// Whether an invalid command ends the session, as in a script.
    var endsAtProblems: Bool { get }

    /// Called when the run has stopped.
    func stopped(_ stop: Stop)

    /// Called with the message of a breakpoint that does not stop the run.
    func said(_ message: String)

    /// Waits for the next command.
    ///
    /// - Parameter pause: the run's current point, with what was changed since it stopped.
    /// - Returns: the command, or why it is missing.
    func read(at pause: Pause) async -> DebugInput

    /// Called with the answer to each command, before anything else happens.
    ///
    /// - Parameters:
    ///   - answer: the answer.
    ///   - pause: the run's current point, with what the command changed.
    func answer(_ answer: DebugAnswer, at pause: Pause)

    /// Opens a shell for a person.
    ///
    /// - Returns: what to report after the shell has ended.
    /// - Throws: why it cannot be opened.
    func shell(_ facts: Facts) async throws(DebugProblem) -> [String]
}

/// The result of reading a command.
package enum DebugInput: Sendable, Equatable {
    /// A line as typed, not parsed yet.
    case line(String)
    case command(SessionCommand)
    /// The input has ended.
    case end
    /// The run is being interrupted.
    case interrupted
}

/// The answer to a command, in whole lines, which may contain text from outside.
package enum DebugAnswer: Sendable, Equatable {
    /// The run has not moved.
    case said([String])
    /// The run continues.
    case goes([String])
    case refused(DebugProblem)
}

/// Where a session reads values, and saves what was changed.
package protocol SessionFiles: ValueReading {
    /// Writes the changes as a file that changes the pipeline.
    ///
    /// - Returns: what to report.
    /// - Throws: why it cannot be written.
    func save(_ changes: SessionChanges, to path: String) throws(DebugProblem) -> [String]
}
