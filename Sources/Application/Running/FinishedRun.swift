package import Pipeline

/// A run that began and has ended, however it did.
package struct FinishedRun: Sendable {
    package let plan: Plan
    package let result: RunResult
    /// Whether the next run resumes this one, unless it succeeded.
    package let isKept: Bool

    /// The status that the program ends with.
    package var status: ExitStatus { ExitStatus(result.outcome) }
}
