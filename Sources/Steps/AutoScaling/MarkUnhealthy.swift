import AWS
import Pipeline

/// Reports the instance as unhealthy to its Auto Scaling group, so that the group replaces it.
struct MarkUnhealthy: Step {
    let host: Host

    func run(in context: StepContext) async throws -> Facts {
        let region = try context.facts.require(.instanceRegion)
        let instanceID = try context.facts.require(.instanceID)
        let isInGroup = try await host.autoScaling(region).setUnhealthy(instanceID)
        context.note(
            isInGroup
                ? "told the Auto Scaling group to replace the instance, as unhealthy"
                : "the instance is in no Auto Scaling group")
        return Facts()
    }
}

extension MarkUnhealthy {
    /// The kind `mark-unhealthy`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "mark-unhealthy", summary: "Tells the Auto Scaling group to replace the instance",
            failures: [.throttled, .transient, .credentialsPending, .refused],
            needs: [FactKey.instanceID.name, FactKey.instanceRegion.name],
            permissions: IAMPermission.declared { _ in [.group("SetInstanceHealth")] }
        ) { _ throws(Failure) in
            MarkUnhealthy(host: host)
        }
    }
}
