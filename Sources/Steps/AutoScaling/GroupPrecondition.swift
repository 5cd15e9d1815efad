import AWS
import Pipeline

/// Whether the instance's Auto Scaling group waits at a hook that no step completes.
struct GroupPrecondition: Precondition {
    let host: Host
    /// Whether the pipeline ends with a step that completes the hook.
    let tellsGroup: Bool

    let name = "group"
    let actions = [
        "autoscaling:DescribeAutoScalingInstances", "autoscaling:DescribeLifecycleHooks",
    ]
    let stage = PreconditionStage.joining
    let needs = [FactKey.instanceID.name, FactKey.instanceRegion.name]

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        let launch = LifecycleHooks(
            transition: .launching,
            instanceID: try facts.require(.instanceID),
            region: try facts.require(.instanceRegion), host: host)
        do {
            guard let found = try await launch.find() else {
                return .ok("the instance is in no Auto Scaling group")
            }
            let (instance, hooks) = (found.instance, found.hooks)
            let words = "in the Auto Scaling group \(instance.group), \(instance.lifecycleState)"
            let names = hooks.map { "`\($0.name)`" }.joined(separator: ", ")
            if hooks.isEmpty { return .ok("\(words), which has no launch hook") }
            guard
                instance.state.waits(at: .launching) || instance.state.isBeforeHooks(of: .launching)
            else {
                return .ok(words)
            }
            guard tellsGroup else {
                return .warning(
                    "\(words), which waits at its launch hook \(names), and no step tells it that "
                        + "the instance is ready",
                    remedy: "add `finish-launch` as the last step, or remove the hook")
            }
            return .ok("\(words); `finish-launch` completes its launch hook \(names)")
        } catch {
            // Without the step a run does not ask the group, and needs no permission to.
            if tellsGroup || Task.isCancelled { throw error }
            return .unknown(Failure(error).message)
        }
    }
}
