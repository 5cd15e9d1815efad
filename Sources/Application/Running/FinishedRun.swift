package import Pipeline

/// A run that began and has ended, with any outcome.
package struct FinishedRun: Sendable {
    package let plan: Plan
    package let result: RunResult
    /// Whether the next run resumes this one, unless it succeeded.
    package let isKept: Bool

    /// The exit status of the program.
    package var status: ExitStatus { ExitStatus(result.outcome) }
}
