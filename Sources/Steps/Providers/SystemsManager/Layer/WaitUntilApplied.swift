import AWS
import Pipeline

/// Waits until State Manager has applied the layer's associations to the instance, which makes the
/// instance what the layer is.
///
/// The agent looks for associations when it starts, once more half a minute later, and then every
/// ten minutes. The tag that they target should therefore be there before the agent is.
struct WaitUntilApplied: LayerAssigning {
    static let associations = Parameter<[String]?>(
        "associations", "the ids of the associations; by default the fact `layer.associations`")

    let associations: [String]?
    let every: Duration
    let patience: Duration
    let refreshes: Bool
    let host: Host

    func assignLayer(in context: StepContext) async throws -> Member? {
        let wanted = try associations ?? context.facts.require(LayerAssociations.fact)
        let instanceID = try context.facts.require(.instanceID)
        var wait = AssociationWait(
            instanceID: instanceID,
            api: host.systemsManager(try context.facts.require(.stackAPIRegion)),
            every: every, patience: patience, refreshesByCommand: refreshes, host: host)
        if associations == nil, let layer = context.facts[.layerID],
            let region = context.facts[.instanceRegion]
        {
            wait.tagCheck = LayerTagCheck(of: instanceID, in: region, for: layer, host)
        }
        try await wait.wait(for: wanted, in: context)
        return nil
    }
}

extension WaitUntilApplied {
    /// The kind `wait-until-applied`.
    static func kind(_ host: Host) -> StepKind {
        var policy = Policy.standard
        policy.timeout = nil
        // After a timeout it has waited for as long as it may.
        policy.retries.removeAll { $0.classes.contains(.timeout) }
        return StepKind(
            "wait-until-applied", role: .layerAssigning,
            summary:
                "Waits until State Manager has applied the layer's associations to the instance",
            parameters: [
                associations.description, IdleLimit.parameter.description,
                AssociationRefresh.byCommand.description, PollSchedule.every.description,
            ],
            failures: [.throttled, .transient, .credentialsPending, .refused, .timeout],
            policy: policy, needs: [FactKey.instanceID.name, FactKey.stackAPIRegion.name],
            declaredNeeds: { given in
                let isGiven = given[associations.name].map { $0 != .null } ?? false
                return isGiven ? [] : [LayerAssociations.fact.name]
            },
            permissions: IAMPermission.declared { parameters in
                let refreshes = parameters[AssociationRefresh.byCommand.name] == .boolean(true)
                return [.instanceAssociations]
                    + (refreshes
                        ? IAMPermission.sendCommand(.string(AssociationRefresh.document)) : [])
            }
        ) { arguments throws(Failure) in
            WaitUntilApplied(
                associations: try arguments.value(associations),
                every: try arguments.value(PollSchedule.every),
                patience: try arguments.value(IdleLimit.parameter),
                refreshes: try arguments.value(AssociationRefresh.byCommand), host: host)
        }
        .tried { _ in
            [
                Trial(of: "ssm:DescribeInstanceAssociationsStatus", needs: Trial.instance) {
                    facts in
                    _ = try await host.systemsManager(facts.require(.instanceRegion))
                        .associationStatuses(ofInstance: facts.require(.instanceID))
                }
            ]
        }
        .left(by: LeaveLayer.leaving(host))
    }
}

extension WaitUntilApplied: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        let wanted = try associations ?? facts.require(LayerAssociations.fact)
        let wait = AssociationWait(
            instanceID: try facts.require(.instanceID),
            api: host.systemsManager(try facts.require(.stackAPIRegion)),
            every: every, patience: patience, refreshesByCommand: refreshes, host: host)
        let missing = try await wait.unapplied(of: wanted)
        return missing.isEmpty
            ? .nothing("State Manager has applied all associations of the layer")
            : .waits(for: "State Manager to apply \(missing.joined(separator: ", "))")
    }
}
