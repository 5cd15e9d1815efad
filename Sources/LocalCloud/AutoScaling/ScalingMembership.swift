package import Foundation

/// A machine's place in an Auto Scaling group.
package struct ScalingMembership: Sendable, Equatable {
    /// How a warm pool keeps its machines.
    package enum Pool: String, Sendable, CaseIterable {
        case stopped = "Stopped"
        case running = "Running"
        case hibernated = "Hibernated"
    }

    package var group: String
    /// The lifecycle hook that waits for somebody, if one does.
    package var hook: String?
    /// `Pending:Wait`, `InService`, `Warmed:Stopped` and so on.
    package var state: String
    package var pool = Pool.stopped
    package var health = "HEALTHY"
    /// Seconds after the launch before `DescribeAutoScalingInstances` knows of it.
    package var listedAfter = 0.0
    /// When somebody last asked for more time.
    package var lastHeartbeat: Date?
    /// How often somebody asked for more time.
    package var heartbeats = 0
    /// What the hook was told, in order.
    package var results: [String] = []

    /// All that the API knows (botocore 1.43), but for `Quarantined`, which is not used.
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

    /// Where the group wants the machine to be, as its metadata says.
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
