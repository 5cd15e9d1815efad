import Pipeline

/// Ends work when its time is up.
struct TimeLimit: Sendable {
    /// The end, by the alarm's time source.
    let end: Duration
    let alarm: any Pausing

    struct Passed: Error {}

    /// Runs the work against the alarm; when the alarm rings, the work is cancelled and awaited.
    ///
    /// - Throws: `Passed` when the time was up; what the work throws; `CancellationError` when the
    ///   task is cancelled.
    func run<Result: Sendable>(
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await alarm.pause(until: end)
                return nil
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() ?? nil else { throw Passed() }
            return result
        }
    }
}
