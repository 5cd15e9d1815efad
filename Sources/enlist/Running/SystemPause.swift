import Pipeline

/// Waits by the machine's clock.
struct SystemPause: Pausing {
    func pause(until elapsed: Duration) async throws {
        try await Task.sleep(for: max(.zero, elapsed - SystemTime().now().elapsed))
    }
}
