import Pipeline

/// Waits by the machine's clock, or by one that goes on with it except while nobody waits.
struct SystemPause: Pausing {
    var time: any TimeSource = SystemTime()

    func pause(until elapsed: Duration) async throws {
        // While the machine sleeps, a timer may go on and the time does not.
        repeat {
            try await Task.sleep(for: max(.zero, elapsed - time.now().elapsed))
        } while time.now().elapsed < elapsed
    }
}
