import AWS
import Pipeline

/// Tags the EC2 instance, so that a person who looks at the console sees what it is.
struct TagEC2Instance: Tagging, Revertible {
    static let tags = Parameter<[String: String]>(
        "tags", "the tags to set; what is given here replaces the default tags",
        default: [
            "Name": "${stack.name} - ${hostname}", "enlist:stack": "${stack.name}",
            "enlist:layer": "${layer.name}",
        ],
        check: EC2TagSet.problem)

    let tags: EC2TagSet
    let ec2: @Sendable (_ region: String) -> EC2

    private static let keys = FactKey<[String]>("keys")

    func tag(in context: StepContext) async throws {
        let region = try context.facts.require(.instanceRegion)
        let instanceID = try context.facts.require(.instanceID)
        try context.record(Self.keys, tags.tags.keys.sorted())
        do throws(AWSError) {
            try await ec2(region).createTags(
                tags.tags.sorted { $0.key < $1.key }.map { EC2.Tag(key: $0.key, value: $0.value) },
                on: [instanceID])
        } catch {
            guard error.isHiddenKey else { throw error }
            let keys = ShownTagsPrecondition.hidden(among: tags.tags.keys.sorted())
            throw Failure.hiddenKeys(keys.asList, instanceID)
        }
        if let name = tags.tags["Name"] { context.note("tagged as \(name)") }
    }
}

extension TagEC2Instance {
    /// Takes the tags away; one that the instance does not have is no trouble to EC2.
    func revert(in context: StepContext) async throws {
        guard let keys = context.receipt[Self.keys] else { return }
        let region = try context.facts.require(.instanceRegion)
        let instanceID = try context.facts.require(.instanceID)
        try await ec2(region).deleteTags(keys: keys, from: [instanceID])
        context.note("took the tags away")
    }

    /// The kind `tag-instance`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "tag-instance", role: .tagging,
            summary: "Tags the EC2 instance with its name, stack and layer",
            parameters: [tags.description],
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            policy: .forNewInstances,
            needs: [FactKey.instanceRegion.name],
            permissions: IAMPermission.declared { parameters in
                let keys = parameters[tags.name].flatMap([String: Value].init)?.keys.sorted() ?? []
                return [
                    .tags("CreateTags", keys), .tags("DeleteTags", keys).used(for: .undoing),
                ]
            }
        ) { arguments throws(Failure) in
            TagEC2Instance(
                tags: try EC2TagSet(arguments.value(tags)), ec2: host.ec2)
        }
        .readPast()
        .tried { parameters in
            let tags = parameters[tags.name].flatMap([String: Value].init) ?? [:]
            return [.createTags(tags, host)]
        }
        .requiring { step in
            let tags = step.parameters[tags.name].flatMap([String: Value].init) ?? [:]
            return ShownTagsPrecondition(tags.keys.sorted(), host).map { [$0] } ?? []
        }
        .left(by: [LeavingStep(UntagInstance.kind(host))])
    }
}
