/// A lifecycle hook, at which an Auto Scaling group waits; it belongs to the group, not to a
/// machine.
package struct LifecycleHook: Sendable, Equatable {
    /// The group's transition that the hook belongs to.
    package enum Transition: String, Sendable {
        case launching = "autoscaling:EC2_INSTANCE_LAUNCHING"
        case terminating = "autoscaling:EC2_INSTANCE_TERMINATING"
    }

    package var name: String
    package var group: String
    package var region: String
    package var transition: Transition
    /// Seconds for which the group waits without a heartbeat before it abandons the machine.
    package var heartbeatTimeout = 3_600.0

    /// Whether a hook has this one's name in the same group, which has at most one hook of each
    /// name.
    package func hasIdentity(of other: LifecycleHook) -> Bool {
        name == other.name && group == other.group && region == other.region
    }
}

extension CloudState {
    /// The hooks of a group, sorted by name.
    package func hooks(of group: String, in region: String) -> [LifecycleHook] {
        hooks.filter { $0.group == group && $0.region == region }.sorted { $0.name < $1.name }
    }

    /// Gives a group a hook, replacing the one of that name.
    package mutating func put(_ hook: LifecycleHook) {
        hooks.removeAll { $0.hasIdentity(of: hook) }
        hooks.append(hook)
    }

    /// The hook at which a machine's group waits for it; nil if it does not wait.
    package func awaitedHook(of machine: Machine) -> LifecycleHook? {
        guard let scaling = machine.scaling else { return nil }
        return hooks.first {
            $0.group == scaling.group && $0.region == machine.region
                && scaling.waits(for: $0.name)
        }
    }
}
