import Pipeline

/// A run that began and has ended, however it did.
struct FinishedRun: Sendable {
    let plan: Plan
    let result: RunResult
    /// Whether the next run resumes this one, unless it succeeded.
    let isKept: Bool

    var status: ExitStatus { ExitStatus(result.outcome) }
}
