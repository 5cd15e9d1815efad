import Glibc

/// The processes that a child process has started and that have not joined another group.
struct ProcessGroup: Sendable {
    let id: pid_t

    /// Whether a member runs; `kill` also counts members that have ended.
    var isRunning: Bool {
        guard kill(-id, 0) == 0 else { return false }
        return RunningProcess.all?.contains { $0.group == id } ?? true
    }
}
