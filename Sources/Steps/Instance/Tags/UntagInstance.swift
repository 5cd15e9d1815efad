import AWS
import Pipeline

/// Removes the tags that joining put on the EC2 instance.
struct UntagInstance: Step {
    static let keys = Parameter<[String]>(
        "keys", "the keys of the tags; missing ones are ignored",
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

extension UntagInstance: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        let region = try facts.require(.instanceRegion)
        let instanceID = try facts.require(.instanceID)
        let present: [String]
        do throws(AWSError) {
            present = try await ec2(region).describeTags(of: instanceID).map(\.key)
        } catch {
            guard case .accessDenied = error.kind else { throw error }
            present = keys
        }
        let gone = keys.filter(present.contains)
        return .changes(
            gone.isEmpty ? [] : ["take the tags away: \(gone.joined(separator: ", "))"],
            else: "it has none of the tags")
    }
}

extension UntagInstance {
    /// The kind `untag-instance`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "untag-instance", summary: "Removes the tags that joining gave to the instance",
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
