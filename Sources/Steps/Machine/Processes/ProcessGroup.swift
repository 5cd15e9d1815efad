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
            if await isEmpty(within: grace) { return }
            kill(-id, SIGKILL)
            // Killed processes take a moment to go. One that a careless init never waits for stays
            // in the group for good, so this wait is bounded too.
            _ = await isEmpty(within: .seconds(1))
        }.value
    }

    /// Waits for the group to become empty; there is no event for that, so it is asked for.
    private func isEmpty(within limit: Duration) async -> Bool {
        let clock = ContinuousClock()
        let end = clock.now + limit
        while kill(-id, 0) == 0 {
            if clock.now >= end { return false }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return true
    }
}
