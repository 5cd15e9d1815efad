import AWS
import Pipeline

/// Assigns the member to its layer, which runs the layer's recipes on the instance.
struct AssignOpsWorksLayer: LayerAssigning {
    /// The state at which the step is done.
    enum Goal: String, FactChoice {
        case assigned
        case online
    }

    static let wait = Parameter<Goal>(
        "wait",
        "`assigned`: done when OpsWorks has accepted it; `online`: when the setup has succeeded",
        default: .assigned)

    let goal: Goal
    let every: Duration
    let members: StackMembers
    let opsWorks: @Sendable (_ apiRegion: String) -> OpsWorks

    private static let order = FactKey<String>("assigned-layer")

    func assignLayer(in context: StepContext) async throws -> Member? {
        let memberID = try context.facts.require(.memberID)
        let layerID = try context.facts.require(.layerID)
        let stack = try StackAddress(context.facts)
        let api = opsWorks(stack.apiRegion)

        let watch = MemberWatch(
            memberID: memberID, stack: stack, members: members, opsWorks: api, every: every)
        let member = try await members.member(memberID, in: stack)
        if member.layerIDs.contains(layerID) {
            context.note("already in the layer")
            if MemberStatus(member.status) == .lost { throw await watch.lost(member, "online") }
        } else {
            // Before the request: a request without an answer may have been accepted all the same.
            await members.forget()
            try context.record(Self.order, layerID)
            try await assign(memberID, to: layerID, of: stack)
            context.note("OpsWorks assigns the layer \(context.facts[.layerName] ?? layerID)")
        }
        guard goal == .online else { return nil }
        let online = try await watch.wait(
            until: { MemberStatus($0.status) == .online }, for: "online", in: context)
        return Member(id: online.id, status: online.status)
    }
}

extension AssignOpsWorksLayer: Revertible {
    /// Takes the member out of the layer if this run put it there, and waits until it is out.
    func revert(in context: StepContext) async throws {
        guard let layerID = context.receipt[Self.order] else { return }
        let stack = try StackAddress(context.facts)
        let memberID = try context.facts.require(.memberID)
        let unassignment = LayerUnassignment(
            memberID: memberID, stack: stack, members: members,
            opsWorks: opsWorks(stack.apiRegion), every: every)
        try await unassignment.undo(in: context) { $0.layerIDs.contains(layerID) }
    }
}

extension AssignOpsWorksLayer {
    /// Sends the request.
    ///
    /// A request that was accepted, but whose answer was lost, is refused when it is sent again:
    /// then the member counts as assigned if it is in the layer.
    private func assign(
        _ memberID: String, to layerID: String, of stack: StackAddress
    ) async throws {
        do {
            try await opsWorks(stack.apiRegion).assignInstance(id: memberID, layerIDs: [layerID])
        } catch {
            guard case .validation = error.kind,
                try await members.refresh(memberID, in: stack).layerIDs.contains(layerID)
            else { throw error }
        }
    }

    /// The kind `assign-layer`.
    static func kind(_ run: OpsWorksRun) -> StepKind {
        var policy = Policy.standard
        policy.timeout = nil
        policy.deadline = .seconds(15 * 60)
        return StepKind(
            "assign-layer", role: .layerAssigning,
            summary: "Assigns the member to its layer, which runs the layer's recipes on it",
            parameters: [wait.description, PollSchedule.every.description],
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            policy: policy, needs: [FactKey.stackID.name, FactKey.stackAPIRegion.name],
            permissions: IAMPermission.declared { _ in
                [.opsWorks("DescribeInstances"), .opsWorks("AssignInstance")]
                    + MemberTrouble.permissions
                    + [.opsWorks("UnassignInstance").used(for: .undoing)]
            }
        ) { arguments throws(Failure) in
            AssignOpsWorksLayer(
                goal: try arguments.value(wait),
                every: try arguments.value(PollSchedule.every), members: run.members,
                opsWorks: run.opsWorks)
        }
        .tried { _ in [.describeInstances(run)] }
    }
}
