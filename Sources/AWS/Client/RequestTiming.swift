import FoundationEssentials

/// The effects that requests use: time, waiting and chance.
package struct RequestTiming: Sendable {
    package let clock: any WallClock
    package let sleeper: any Sleeper
    package let jitter: any Jitter

    package init(clock: any WallClock, sleeper: any Sleeper, jitter: any Jitter) {
        self.clock = clock
        self.sleeper = sleeper
        self.jitter = jitter
    }

    /// The machine's clock, waits and random numbers.
    package static let real = RequestTiming(
        clock: SystemClock(), sleeper: TaskSleeper(), jitter: SystemJitter())
}

private struct SystemClock: WallClock {
    func now() -> Date { Date() }
}

private struct TaskSleeper: Sleeper {
    func sleep(for duration: Duration) async throws(CancellationError) {
        // It throws only for cancellation.
        do { try await Task.sleep(for: duration) } catch { throw CancellationError() }
    }
}

private struct SystemJitter: Jitter {
    func fraction() -> Double { .random(in: 0..<1) }
}
