/// Waits until a point in time.
package protocol Pausing: Sendable {
    /// Returns when the time source's `elapsed` has reached `elapsed`.
    ///
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    func pause(until elapsed: Duration) async throws
}
