import AWS
import Pipeline

/// The hooks at which an Auto Scaling group waits while it launches or terminates an instance.
struct LifecycleHooks: Sendable {
    /// The hooks of the instance's group, and the instance in it.
    struct Found: Sendable {
        let instance: AutoScaling.Instance
        /// The hooks that this run completes.
        let hooks: [AutoScaling.LifecycleHook]
        /// The names of the group's other hooks, which something else completes.
        let others: [String]
    }

    /// The selection of a group's hooks that this run completes.
    enum Choice: Sendable {
        case all
        /// The hook of this name; without a name the only hook, and none if there are several.
        case one(String?)
    }

    let transition: AutoScaling.Transition
    let instanceID: String
    let autoScaling: AutoScaling
    private let choice: Choice
    private let metadata: InstanceFacts

    init(
        transition: AutoScaling.Transition, instanceID: String, region: String, host: Host,
        choice: Choice = .all
    ) {
        self.transition = transition
        self.instanceID = instanceID
        self.choice = choice
        autoScaling = host.autoScaling(region)
        metadata = host.instanceFacts
    }

    /// Looks for the hooks; nil if the instance is in no group.
    ///
    /// - Throws: `AWSError`; a `Failure` of the class `not-found` if instance metadata knows of a
    ///   group that does not list the instance, as in the first seconds of its life.
    func find() async throws -> Found? {
        guard let instance = try await autoScaling.instance(instanceID) else {
            if let target = try await metadata.groupTarget() { throw Failure.notListed(target) }
            return nil
        }
        let hooks = try await autoScaling.hooks(of: instance.group, at: transition)
        let ours = choice.hooks(of: hooks)
        let others = hooks.map(\.name).filter { name in !ours.contains { $0.name == name } }
        return Found(instance: instance, hooks: ours, others: others)
    }

    /// The lifecycle action at one of the group's hooks for this instance.
    func action(_ hook: String, of group: String) -> AutoScaling.LifecycleAction {
        AutoScaling.LifecycleAction(hook: hook, group: group, instanceID: instanceID)
    }
}

extension Failure {
    fileprivate static func notListed(_ target: GroupTarget) -> Failure {
        Failure(
            .notFound,
            "Auto Scaling does not list the instance in a group, though instance metadata says that "
                + "one wants it to be \(target.text)",
            remedy: "wait: a new instance is listed within seconds; if it stays so, look at the "
                + "group's activity (`aws autoscaling describe-scaling-activities`)")
    }
}

extension LifecycleHooks.Choice {
    fileprivate func hooks(of hooks: [AutoScaling.LifecycleHook]) -> [AutoScaling.LifecycleHook] {
        switch self {
        case .all: hooks
        case .one(let name?): hooks.filter { $0.name == name }
        case .one(nil): hooks.count == 1 ? hooks : []
        }
    }
}

extension AutoScaling.Transition {
    /// `launch hook`.
    var hookName: String {
        switch self {
        case .launching: "launch hook"
        case .terminating: "termination hook"
        }
    }
}
