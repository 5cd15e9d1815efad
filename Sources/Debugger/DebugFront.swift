package import Pipeline

/// Where a session's commands come from and its words go to.
package protocol DebugFront: Sendable {
    /// Whether a command that is wrong ends the session, as in a script.
    var endsAtProblems: Bool { get }

    /// Called when the run has stopped, before anything is shown.
    func prepare()

    /// Shows whole lines; what stands in them may come from outside.
    func show(_ lines: [String])

    /// Reads the next command, with the prompt shown.
    func read(completing completion: Completion) async -> DebugInput

    /// Lets a person work in a shell.
    ///
    /// - Returns: once that has ended, what is to be said of it.
    func shell(_ facts: Facts) async -> [String]

    /// Writes what was changed as a file that changes the pipeline.
    ///
    /// - Returns: what is to be said of it.
    /// - Throws: why it cannot be written.
    func save(_ changes: SessionChanges, to path: String) throws(DebugProblem) -> [String]

    /// Reads a value as it stands in a pipeline file.
    ///
    /// - Parameters:
    ///   - text: as typed.
    ///   - fact: the fact that it is for; nil for a parameter.
    /// - Returns: the value, with its templates.
    /// - Throws: what is wrong with it.
    func value(_ text: String, of fact: FactName?) throws(DebugProblem) -> Value
}

/// What came of reading a command.
package enum DebugInput: Sendable, Equatable {
    case line(String)
    /// Nobody says anything more: the end of the input.
    case end
    /// The run is being interrupted.
    case interrupted
}
