import Pipeline

extension StepContext {
    /// Waits, and meanwhile checks ten times a second something that costs next to nothing, such as
    /// a file.
    ///
    /// - Parameters:
    ///   - limit: how long to wait at most.
    ///   - reason: what is waited for, as a phrase.
    ///   - isOver: whether the wait is over.
    /// - Throws: `CancellationError` when the attempt is cancelled.
    func wait(
        upTo limit: Duration, for reason: String, until isOver: () -> Bool
    ) async throws {
        waits(limit, for: reason)
        let end = time.now().elapsed + limit
        while !isOver() {
            let left = end - time.now().elapsed
            guard left > .zero else { return }
            try await pause(min(left, .milliseconds(100)))
        }
    }
}
