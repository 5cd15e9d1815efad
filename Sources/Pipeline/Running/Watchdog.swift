/// Ends the process where a step's work goes on after it was told to end.
///
/// Cancelling a task only asks it to end. Code that does not listen, such as a function of a library
/// loaded into this process, would hold up the run for ever, and whoever waits for it.
package protocol Watchdog: Sendable {
    /// Does the work under watch.
    ///
    /// - Parameters:
    ///   - limit: when the work is told to end, at the latest; nil where only cancelling the task
    ///     tells it.
    ///   - work: what to do.
    /// - Returns: what the work returns.
    func watch<Value: Sendable>(
        until limit: WorkLimit?, _ work: () async -> Value
    ) async -> Value
}

/// When work is told to end, and why.
package struct WorkLimit: Sendable, Equatable {
    /// Why it is told to end.
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
