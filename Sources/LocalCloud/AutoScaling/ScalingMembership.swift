package import Foundation

/// A machine's place in an Auto Scaling group.
package struct ScalingMembership: Sendable, Equatable {
    /// The state in which a warm pool keeps its machines.
    package enum Pool: String, Sendable, CaseIterable {
        case stopped = "Stopped"
        case running = "Running"
        case hibernated = "Hibernated"
    }

    package var group: String
    /// The lifecycle hook at which the group waits, if it does.
    package var hook: String?
    /// `Pending:Wait`, `InService`, `Warmed:Stopped` and so on.
    package var state: String
    package var pool = Pool.stopped
    package var health = "HEALTHY"
    /// Seconds after the launch before `DescribeAutoScalingInstances` lists it.
    package var listedAfter = 0.0
    /// The time of the last heartbeat.
    package var lastHeartbeat: Date?
    /// The number of heartbeats.
    package var heartbeats = 0
    /// The results that the hook got, in order.
    package var results: [String] = []

    /// All states of the API (botocore 1.43), except for `Quarantined`, which is not used.
    package static let states = [
        "Pending", "Pending:Wait", "Pending:Proceed", "InService", "Terminating",
        "Terminating:Wait",
        "Terminating:Proceed", "Terminating:Retained", "Terminated", "Detaching", "Detached",
        "EnteringStandby", "Standby", "ReplacingRootVolume", "ReplacingRootVolume:Wait",
        "ReplacingRootVolume:Proceed", "RootVolumeReplaced", "Warmed:Pending",
        "Warmed:Pending:Wait", "Warmed:Pending:Proceed", "Warmed:Pending:Retained",
        "Warmed:Terminating", "Warmed:Terminating:Wait", "Warmed:Terminating:Proceed",
        "Warmed:Terminating:Retained", "Warmed:Terminated", "Warmed:Stopped", "Warmed:Running",
        "Warmed:Hibernated",
    ]

    /// Whether the machine is in the group's warm pool, or on its way there.
    package var isInPool: Bool { state.begins(with: "Warmed:") }

    private var phase: String {
        let words = state.parts(at: ":")
        return isInPool ? words[1] : words[0]
    }

    /// The target lifecycle state, as the machine's metadata shows it.
    package var targetState: String {
        switch phase {
        case "Terminating", "Terminated": isInPool ? "Warmed:Terminated" : "Terminated"
        case "Detaching", "Detached": "Detached"
        case "EnteringStandby", "Standby": "Standby"
        default: isInPool ? "Warmed:\(pool.rawValue)" : "InService"
        }
    }

    /// Whether the group is removing the machine.
    package var isLeaving: Bool { phase == "Terminating" || phase == "Terminated" }

    /// Whether the group waits at a hook of this name.
    package func waits(for hook: String) -> Bool {
        self.hook == hook && state.ends(with: ":Wait")
    }

    /// Abandons the machine if the hook at which the group waits has had no heartbeat for too long:
    /// the result `TIMEOUT`.
    mutating func advance(to now: Date, launchedAt: Date, at hook: LifecycleHook) {
        let since = lastHeartbeat ?? launchedAt
        guard now.timeIntervalSince(since) > hook.heartbeatTimeout else { return }
        complete(with: "TIMEOUT")
    }

    /// Ends the wait: continues, or abandons the machine.
    package mutating func complete(with result: String) {
        results.append(result)
        let warmed = isInPool ? "Warmed:" : ""
        state =
            switch phase {
            case "Pending" where result == "CONTINUE":
                isInPool ? "Warmed:\(pool.rawValue)" : "InService"
            case "ReplacingRootVolume" where result == "CONTINUE": "RootVolumeReplaced"
            default: "\(warmed)Terminating:Proceed"
            }
    }
}
