package import Foundation

/// A machine's place in an Auto Scaling group.
package struct ScalingMembership: Sendable, Equatable {
    package var group: String
    /// The lifecycle hook that waits for somebody, if one does.
    package var hook: String?
    /// `Pending:Wait`, `InService`, `Terminating:Wait` and so on.
    package var state: String
    package var health = "HEALTHY"
    /// Seconds after the launch before `DescribeAutoScalingInstances` knows of it.
    package var listedAfter = 0.0
    /// When somebody last asked for more time.
    package var lastHeartbeat: Date?
    /// How often somebody asked for more time.
    package var heartbeats = 0
    /// What the hook was told, in order.
    package var results: [String] = []

    /// Where the group wants the machine to be, as its metadata says.
    package var targetState: String { isLeaving ? "Terminated" : "InService" }

    /// Whether the group is removing the machine.
    package var isLeaving: Bool { state.begins(with: "Terminating") }

    /// Whether a hook of this name waits.
    package func waits(for hook: String) -> Bool {
        self.hook == hook && state.ends(with: ":Wait")
    }

    /// Gives the machine up if the hook at which the group waits has heard nothing for too long: the
    /// result `TIMEOUT`.
    mutating func advance(to now: Date, launchedAt: Date, at hook: LifecycleHook) {
        let since = lastHeartbeat ?? launchedAt
        guard now.timeIntervalSince(since) > hook.heartbeatTimeout else { return }
        complete(with: "TIMEOUT")
    }

    /// Ends the waiting: goes on, or gives the machine up.
    package mutating func complete(with result: String) {
        results.append(result)
        let joins = state.begins(with: "Pending") && result == "CONTINUE"
        state = joins ? "InService" : "Terminating:Proceed"
    }
}
