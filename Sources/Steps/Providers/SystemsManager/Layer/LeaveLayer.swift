import AWS
import Pipeline

/// Has State Manager apply the associations that members of the layer run before they leave.
///
/// They target the tag `enlist:leaving` with the layer's path as its value. The instance has that
/// tag for as long as they run. A layer without such associations costs one request.
struct LeaveLayer: Step {
    /// The tag of a leaving instance; its value is the path of its layer.
    static let tag = "enlist:leaving"
    static let patience = Parameter<Duration>(
        "patience", "how long to wait while no document runs", default: .seconds(5 * 60))

    let patience: Duration
    let every: Duration
    let host: Host

    func run(in context: StepContext) async throws -> Facts {
        guard let layer = context.facts[.layerID] else {
            context.note("no layer is known: set the fact layer.id to apply its last associations")
            return Facts()
        }
        let instanceID = try context.facts.require(.instanceID)
        let region = try context.facts.require(.instanceRegion)
        let api = host.systemsManager(region)
        let wanted = try await LayerAssociations(api.associations(), by: Self.tag).of(layer).map(
            \.id)
        guard !wanted.isEmpty else {
            context.note("no association targets the tag \(Self.tag)=\(layer)")
            return Facts()
        }
        let ec2 = host.ec2(region)
        try await ec2.createTags([EC2.Tag(key: Self.tag, value: layer)], on: [instanceID])
        let wait = AssociationWait(
            instanceID: instanceID, api: api, every: every, patience: patience,
            refreshesByCommand: false, host: host)
        let outcome: Result<Void, any Error>
        do {
            try await wait.wait(for: wanted, in: context)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        // Otherwise an instance that joins again would leave at once.
        try await ec2.deleteTags(keys: [Self.tag], from: [instanceID])
        try outcome.get()
        context.note("applied what members of \(layer) do before they go")
        return Facts()
    }
}

extension LeaveLayer: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        guard let layer = facts[.layerID] else {
            return .nothing(
                "no layer is known: set the fact layer.id to apply its last associations")
        }
        let api = host.systemsManager(try facts.require(.instanceRegion))
        let wanted = try await LayerAssociations(api.associations(), by: Self.tag).of(layer)
        return .changes(
            wanted.isEmpty
                ? []
                : [
                    "set the tag \(Self.tag)=\(layer), have State Manager apply "
                        + wanted.map(\.document).joined(separator: ", ") + ", and take it away"
                ], else: "no association targets the tag \(Self.tag)=\(layer)")
    }
}

extension LeaveLayer {
    /// The kind `leave-layer`.
    ///
    /// If it fails, the instance leaves all the same.
    static func kind(_ host: Host) -> StepKind {
        var policy = Policy.standard
        policy.timeout = nil
        policy.deadline = .seconds(15 * 60)
        policy.retries.removeAll { $0.classes.contains(.timeout) }
        policy.onFailure = .continue
        return StepKind(
            "leave-layer",
            summary: "Waits until the associations for members that leave have been applied",
            parameters: [patience.description, PollSchedule.every.description],
            failures: [.throttled, .transient, .credentialsPending, .refused, .timeout],
            policy: policy, needs: [FactKey.instanceID.name, FactKey.instanceRegion.name],
            permissions: IAMPermission.declared { _ in
                [
                    .systemsManager("ListAssociations"), .instanceAssociations,
                    .tags("CreateTags", [tag]), .tags("DeleteTags", [tag]),
                ].used(for: .leaving(["ssm:DescribeInstanceAssociationsStatus"]))
            }
        ) { arguments throws(Failure) in
            LeaveLayer(
                patience: try arguments.value(patience),
                every: try arguments.value(PollSchedule.every), host: host)
        }
    }

    /// The steps by which members of a layer leave.
    static func leaving(_ host: Host) -> [LeavingStep] {
        [LeavingStep(kind(host), hasty: ["patience": "45s", "every": "2s"])]
    }
}
