import Pipeline

/// Waits by the machine's clock, or by one that runs with it except while a person is waited for.
struct SystemPause: Pausing {
    var time: any TimeSource = SystemTime()

    func pause(until elapsed: Duration) async throws {
        // While the machine sleeps, a timer may continue although the clock does not.
        repeat {
            try await Task.sleep(for: max(.zero, elapsed - time.now().elapsed))
        } while time.now().elapsed < elapsed
    }
}
