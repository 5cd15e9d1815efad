import AWS

/// What an instance's Auto Scaling group waits for while it launches the instance.
struct LaunchHooks: Sendable {
    /// The hooks of the instance's group, and the instance in it.
    struct Found: Sendable {
        let instance: AutoScaling.Instance
        let hooks: [AutoScaling.LifecycleHook]
    }

    let instanceID: String
    let autoScaling: AutoScaling

    /// Looks; nil where the instance is in no group.
    func find() async throws(AWSError) -> Found? {
        guard let instance = try await autoScaling.instance(instanceID) else { return nil }
        return Found(
            instance: instance, hooks: try await autoScaling.launchHooks(of: instance.group))
    }

    /// The waiting of a group at one of its hooks for this instance.
    func action(_ hook: String, of group: String) -> AutoScaling.LifecycleAction {
        AutoScaling.LifecycleAction(hook: hook, group: group, instanceID: instanceID)
    }
}

extension AutoScaling.Instance {
    /// Whether the group has not come to its launch hooks yet.
    var isBeforeHooks: Bool { lifecycleState.hasSuffix("Pending") }

    /// Whether the group waits at its launch hooks.
    var waitsForLaunch: Bool { lifecycleState.hasSuffix("Pending:Wait") }
}
