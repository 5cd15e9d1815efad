import AWS
import Pipeline

/// Writes the reason of a failed run to a tag of the instance, which can be read after the machine
/// is gone; removes the tag once a run has joined.
struct TagFailure: Step {
    static let reason = Parameter<String?>(
        "reason", "why, in at most 256 characters; nil once it is no longer true")
    private static let tag = "enlist:failure"

    let reason: String?
    let ec2: @Sendable (_ region: String) -> EC2

    func run(in context: StepContext) async throws -> Facts {
        let ec2 = ec2(try context.facts.require(.instanceRegion))
        let instanceID = try context.facts.require(.instanceID)
        if let reason {
            try await ec2.createTags([EC2.Tag(key: Self.tag, value: reason)], on: [instanceID])
            context.note("wrote the reason to the instance's tag \(Self.tag)")
        } else {
            try await ec2.deleteTags(keys: [Self.tag], from: [instanceID])
        }
        return Facts()
    }
}

extension TagFailure {
    /// The kind `tag-failure`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "tag-failure", summary: "Writes the reason of a failed run to a tag of the instance",
            parameters: [reason.description],
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            policy: .forNewInstances,
            needs: [FactKey.instanceID.name, FactKey.instanceRegion.name],
            permissions: IAMPermission.declared { _ in
                [.tags("CreateTags", [tag]), .tags("DeleteTags", [tag])]
            }
        ) { arguments throws(Failure) in
            TagFailure(reason: try arguments.value(reason), ec2: host.ec2)
        }
    }
}
