/// A point at which an Auto Scaling group waits for somebody: the group's own, wherever its machines are.
package struct LifecycleHook: Sendable, Equatable {
    /// What the group does when it comes to the hook.
    package enum Transition: String, Sendable {
        case launching = "autoscaling:EC2_INSTANCE_LAUNCHING"
        case terminating = "autoscaling:EC2_INSTANCE_TERMINATING"
    }

    package var name: String
    package var group: String
    package var region: String
    package var transition: Transition
    /// Seconds for which the group waits without a heartbeat; then it gives the machine up.
    package var heartbeatTimeout = 3_600.0

    /// Whether a hook has this one's name in the same group, which has one of each name.
    package func hasIdentity(of other: LifecycleHook) -> Bool {
        name == other.name && group == other.group && region == other.region
    }
}

extension CloudState {
    /// The hooks of a group, by their names.
    package func hooks(of group: String, in region: String) -> [LifecycleHook] {
        hooks.filter { $0.group == group && $0.region == region }.sorted { $0.name < $1.name }
    }

    /// Gives a group a hook, in the place of the one of that name.
    package mutating func put(_ hook: LifecycleHook) {
        hooks.removeAll { $0.hasIdentity(of: hook) }
        hooks.append(hook)
    }

    /// The hook at which a machine's group waits for it; nil where it waits for nothing.
    package func awaitedHook(of machine: Machine) -> LifecycleHook? {
        guard let scaling = machine.scaling else { return nil }
        return hooks.first {
            $0.group == scaling.group && $0.region == machine.region
                && scaling.waits(for: $0.name)
        }
    }
}
