package import Debugger
package import Pipeline

/// Starts runs for an editor.
package protocol RunLauncher: Sendable {
    /// Reads the arguments of a launch and the pipeline's files; runs no step.
    ///
    /// - Parameters:
    ///   - request: the request, with the arguments of the launch configuration.
    ///   - front: the front of the debugger.
    ///   - output: receives the run's output.
    /// - Returns: the run.
    /// - Throws: what is wrong with the arguments, or with the files.
    func prepare(
        _ request: Request, front: any DebugFront, output: RunOutput
    ) async throws(AdapterProblem) -> any LaunchableRun
}

/// A run that is ready to be started.
package protocol LaunchableRun: Sendable {
    /// The gate, which knows where to stop and what breakpoints there are.
    var gate: DebugGate { get }
    /// Parses a breakpoint's condition, in the form of `when`.
    func condition(_ text: String) throws(DebugProblem) -> Condition
    /// The plan of the run, from the files.
    var plan: Plan { get }
    /// The text of a pipeline that is not in a file; nil for a file.
    func text(of file: String) -> String?
    /// Runs it to its end; can be cancelled as any task.
    ///
    /// - Returns: the exit status that `enlist run` would have.
    func run() async -> Int
}
