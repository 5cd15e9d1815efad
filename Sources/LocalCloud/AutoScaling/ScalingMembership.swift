/// A machine's place in an Auto Scaling group.
package struct ScalingMembership: Sendable, Equatable {
    package var group: String
    /// The lifecycle hook that waits for somebody, if one does.
    package var hook: String?
    /// `Pending:Wait`, `InService`, `Terminating:Wait` and so on.
    package var state: String
    package var health = "HEALTHY"
    /// How often somebody asked for more time.
    package var heartbeats = 0
    /// What the hook was told, in order.
    package var results: [String] = []

    /// Where the group wants the machine to be, as its metadata says.
    package var targetState: String {
        state.hasPrefix("Terminating") ? "Terminated" : "InService"
    }

    /// Whether a hook of this name waits.
    package func waits(for hook: String) -> Bool {
        self.hook == hook && state.hasSuffix(":Wait")
    }

    /// Ends the waiting: goes on, or gives the machine up.
    package mutating func complete(with result: String) {
        results.append(result)
        let joins = state.hasPrefix("Pending") && result == "CONTINUE"
        state = joins ? "InService" : "Terminating:Proceed"
    }
}
