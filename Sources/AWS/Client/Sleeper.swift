/// Waits between two attempts.
package protocol Sleeper: Sendable {
    /// Returns after `duration`.
    ///
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    func sleep(for duration: Duration) async throws(CancellationError)
}
