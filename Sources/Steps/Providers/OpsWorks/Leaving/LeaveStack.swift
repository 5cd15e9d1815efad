import AWS
import Pipeline

/// Ends the instance's membership of its stack.
///
/// The step takes the instance out of its layers, whose shutdown recipes run then, and deregisters
/// it. It terminates and deletes nothing. The stack is known from the run that joined it, or is
/// looked up.
struct LeaveStack: Step {
    static let every = PollSchedule.every
    static let recipes = Parameter<Duration?>(
        "recipes",
        "how long to wait for the shutdown recipes; by default until they have ended")

    let every: Duration
    let recipes: Duration?
    let run: OpsWorksRun

    private var members: StackMembers { run.members }

    func run(in context: StepContext) async throws -> Facts {
        guard let (member, stack) = try await find(in: context) else {
            context.note("the instance is a member of no stack")
            return Facts()
        }
        do {
            let unassignment = LayerUnassignment(
                memberID: member.id, stack: stack, members: members,
                opsWorks: run.opsWorks(stack.apiRegion), every: every,
                patience: recipes)
            try await unassignment.undo(in: context) { !$0.layerIDs.isEmpty }
        } catch {
            // Failing recipes or a dead agent must not keep the instance in the stack.
            let failure = Failure(error)
            guard failure.failureClass == .refused else { throw error }
            context.warn("\(failure.message); it is deregistered all the same")
        }
        var facts = context.facts
        facts[.stackID] = stack.id
        facts[.stackAPIRegion] = stack.apiRegion
        try await Registration(run, facts).undo(in: context)
        context.note("\(member.hostname ?? member.id) is not a member of the stack any more")
        return Facts()
    }

    /// The instance as a member, and its stack; nil if it is in none.
    private func find(
        in context: StepContext
    ) async throws -> (member: OpsWorks.Instance, stack: StackAddress)? {
        let instanceID = try context.facts.require(.instanceID)
        let region = try context.facts.require(.instanceRegion)
        if context.facts[.stackID] != nil {
            let stack = try StackAddress(context.facts)
            await members.forget()
            do {
                return try await members.find(instanceID, in: stack).map { ($0, stack) }
            } catch let error as AWSError {
                // A deleted stack has no members.
                guard error.kind == .notFound else { throw error }
                return nil
            }
        }
        let stacks = OtherStacks(
            apiRegions: OpsWorks.apiRegions(forInstancesIn: region),
            opsWorks: run.opsWorks, time: context.time)
        let finding = await stacks.find(
            instanceID, otherThan: "", namedIn: [], endsAt: context.endsAt)
        switch finding {
        case .member(let found):
            context.note("a member of the stack \(found.stack)")
            guard let id = found.member.stackID else { return nil }
            return (found.member, StackAddress(id: id, apiRegion: found.apiRegion))
        case .notFound(let unseen):
            guard unseen.isEmpty else { throw Failure.notLookedEverywhere(unseen) }
            return nil
        }
    }
}

extension LeaveStack {
    /// The kind `leave-stack`.
    static func kind(_ run: OpsWorksRun) -> StepKind {
        var policy = Policy.standard
        policy.timeout = nil
        policy.deadline = .seconds(15 * 60)
        return StepKind(
            "leave-stack",
            summary: "Unassigns the instance from its layers and deregisters it",
            parameters: [every.description, recipes.description],
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            policy: policy, needs: [FactKey.instanceID.name, FactKey.instanceRegion.name],
            permissions: IAMPermission.declared { _ in
                [
                    .describeStacks, .opsWorks("DescribeInstances"), .opsWorks("UnassignInstance"),
                    .opsWorks("DeregisterInstance"), .opsWorks("DescribeCommands"),
                    .opsWorks("DescribeServiceErrors"),
                ].used(for: .leavingStack)
            }
        ) { arguments throws(Failure) in
            LeaveStack(
                every: try arguments.value(every), recipes: try arguments.value(recipes),
                run: run)
        }
    }
}

extension Failure {
    /// The failure for an empty result of an incomplete search, which proves nothing.
    fileprivate static func notLookedEverywhere(_ unseen: [String]) -> Failure {
        Failure(
            .transient, "it is unknown which stack the instance is a member of: \(unseen[0])",
            remedy: "say it: --set stack.id=… --set stack.api-region=…", details: unseen)
    }
}
