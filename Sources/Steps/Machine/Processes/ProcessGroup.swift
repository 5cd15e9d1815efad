import Glibc

/// The processes that a child process has started and that have not left for a group of their own.
struct ProcessGroup: Sendable {
    let id: pid_t

    /// Ends what is left of a group whose leader has ended on SIGTERM.
    ///
    /// Its other members got the signal too, and have until the grace has passed. This is not cut
    /// short by cancellation.
    ///
    /// The number of a group is not given to a new process as long as the group has members, so
    /// nobody else is hit.
    func end(after grace: Duration) async {
        await Task {
            if await hasEnded(within: grace) { return }
            kill(-id, SIGKILL)
            // Killed processes take a moment to go.
            _ = await hasEnded(within: .seconds(1))
        }.value
    }

    /// Waits for the last member to end; there is no event for that, so it is asked for.
    private func hasEnded(within limit: Duration) async -> Bool {
        let clock = ContinuousClock()
        let end = clock.now + limit
        while isRunning {
            if clock.now >= end { return false }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return true
    }

    /// Whether a member runs; `kill` also counts those that have ended.
    private var isRunning: Bool {
        guard kill(-id, 0) == 0 else { return false }
        return RunningProcess.all?.contains { $0.group == id } ?? true
    }
}
