/// Ends the process if a step's work continues after it was told to end.
///
/// Cancelling a task only asks it to end. Code that does not react, such as a function of a library
/// loaded into this process, would block the run and everything that waits for it forever.
package protocol Watchdog: Sendable {
    /// Runs the work under watch.
    ///
    /// - Parameters:
    ///   - limit: when the work is told to end, at the latest; nil if only the task's cancellation
    ///     tells it.
    ///   - work: what to run.
    /// - Returns: the result of the work.
    func watch<Value: Sendable>(
        until limit: WorkLimit?, _ work: () async -> Value
    ) async -> Value
}

/// When work is told to end, and why.
package struct WorkLimit: Sendable, Equatable {
    /// The reason to end.
    package enum Reason: Sendable {
        case timeout
        case deadline
    }

    /// By the time source's `elapsed`.
    package let endsAt: Duration
    package let reason: Reason
}

/// Watches nothing: work takes as long as it takes.
package struct NoWatchdog: Watchdog {
    package init() {}

    package func watch<Value: Sendable>(
        until limit: WorkLimit?, _ work: () async -> Value
    ) async -> Value { await work() }
}
