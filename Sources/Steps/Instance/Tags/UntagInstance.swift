import AWS
import Pipeline

/// Takes the tags away that joining gave to the EC2 instance.
struct UntagInstance: Step {
    static let keys = Parameter<[String]>(
        "keys", "the keys of the tags; one that the instance does not have is no trouble",
        default: ["Name", "enlist:stack", "enlist:layer"],
        check: { EC2TagSet.problem(Dictionary($0.map { ($0, "") }) { first, _ in first }) })

    let keys: [String]
    let ec2: @Sendable (_ region: String) -> EC2

    func run(in context: StepContext) async throws -> Facts {
        let region = try context.facts.require(.instanceRegion)
        let instanceID = try context.facts.require(.instanceID)
        try await ec2(region).deleteTags(keys: keys, from: [instanceID])
        context.note("took the tags away: \(keys.joined(separator: ", "))")
        return Facts()
    }
}

extension UntagInstance {
    /// The kind `untag-instance`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "untag-instance", summary: "Takes the tags away that joining gave to the instance",
            parameters: [keys.description],
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            policy: .forNewInstances,
            needs: [FactKey.instanceID.name, FactKey.instanceRegion.name],
            permissions: IAMPermission.declared { parameters in
                let keys = parameters[keys.name].flatMap([String].init) ?? []
                return [.tags("DeleteTags", keys).used(for: .leaving(["ec2:CreateTags"]))]
            }
        ) { arguments throws(Failure) in
            UntagInstance(keys: try arguments.value(keys), ec2: host.ec2)
        }
    }
}
