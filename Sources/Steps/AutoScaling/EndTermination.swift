import AWS
import Pipeline

/// Completes the Auto Scaling group's lifecycle hook, so that the group can terminate the instance.
struct EndTermination: Step {
    static let hook = Parameter<String?>(
        "hook", "the group's lifecycle hook; by default the only one for terminations")

    let hook: String?
    let host: Host

    func run(in context: StepContext) async throws -> Facts {
        let region = try context.facts.require(.instanceRegion)
        let hooks = LifecycleHooks(
            transition: .terminating, instanceID: try context.facts.require(.instanceID),
            region: region, host: host, choice: .one(hook))
        try await HookCompletion(hooks: hooks, result: .proceed).completeAll(context)
        return Facts()
    }
}

extension EndTermination {
    /// The kind `end-termination`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "end-termination",
            summary: "Tells the Auto Scaling group that it can terminate the instance",
            parameters: [hook.description],
            failures: [.throttled, .transient, .credentialsPending, .refused],
            needs: [FactKey.instanceID.name, FactKey.instanceRegion.name],
            permissions: IAMPermission.declared { _ in
                ([.group("CompleteLifecycleAction")] + LifecycleHeartbeat.permissions())
                    .used(for: .leaving(Provider.all.flatMap(\.joiningPermissions)))
            }
        ) { arguments throws(Failure) in
            EndTermination(hook: try arguments.value(hook), host: host)
        }
    }
}
