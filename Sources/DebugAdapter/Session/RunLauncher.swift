package import Debugger
package import Pipeline

/// Starts runs for an editor.
package protocol RunLauncher: Sendable {
    /// Reads the arguments of a launch and the pipeline's files; runs no step.
    ///
    /// - Parameters:
    ///   - request: its arguments are those of the launch configuration.
    ///   - front: where the run is to stop.
    ///   - output: takes what the run says.
    /// - Returns: the run.
    /// - Throws: what is wrong with the arguments, or with the files.
    func prepare(
        _ request: Request, front: any DebugFront, output: RunOutput
    ) async throws(AdapterProblem) -> any LaunchableRun
}

/// A run that is ready to be started.
package protocol LaunchableRun: Sendable {
    /// Where the run stops, and what breakpoints it has.
    var gate: DebugGate { get }
    /// Reads what a breakpoint's condition says, as a `when` has it.
    func condition(_ text: String) throws(DebugProblem) -> Condition
    /// What is to run, as the files state it.
    var plan: Plan { get }
    /// The text of a pipeline that is in no file; nil for a file.
    func text(of file: String) -> String?
    /// Runs it to its end; cancelled as any task.
    ///
    /// - Returns: the exit status that `enlist run` would have.
    func run() async -> Int
}
