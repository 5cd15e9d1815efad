import AWS
import Pipeline

/// Waits until OpsWorks lists the instance as a registered member.
struct WaitUntilRegistered: Polling {
    let every: Duration
    let members: StackMembers
    let opsWorks: @Sendable (_ apiRegion: String) -> OpsWorks

    func waitUntilRegistered(in context: StepContext) async throws -> Member {
        let stack = try StackAddress(context.facts)
        let instanceID = try context.facts.require(.instanceID)
        guard let known = try await members.find(instanceID, in: stack) else {
            await members.forget()
            throw Failure.notAMember(instanceID)
        }
        let watch = MemberWatch(
            memberID: known.id, stack: stack, members: members,
            opsWorks: opsWorks(stack.apiRegion), every: every)
        let member = try await watch.wait(
            until: { Self.isRegistered($0) }, for: "registered", in: context)
        return Member(id: member.id, status: member.status)
    }
}

extension WaitUntilRegistered {
    /// A member that has a layer has been registered, whatever its status is now.
    private static func isRegistered(_ member: OpsWorks.Instance) -> Bool {
        !member.layerIDs.isEmpty
            || [.registered, .online].contains(MemberStatus(member.status))
    }

    /// The kind `wait-until-registered`.
    ///
    /// An attempt has no timeout of its own: the step's deadline ends the wait.
    static func kind(_ run: OpsWorksRun) -> StepKind {
        var policy = Policy.standard
        policy.timeout = nil
        policy.deadline = .seconds(15 * 60)
        // OpsWorks may take a moment to list a new registration.
        policy.retries.append(
            Retry(on: [.notFound], attempts: 6, delay: .seconds(1), maxDelay: .seconds(10)))
        return StepKind(
            "wait-until-registered", role: .polling,
            summary: "Waits until OpsWorks lists the instance as a registered member",
            parameters: [PollSchedule.every.description],
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            policy: policy, needs: [FactKey.stackAPIRegion.name],
            permissions: IAMPermission.declared { _ in
                [.opsWorks("DescribeInstances")] + MemberTrouble.permissions
            }
        ) { arguments throws(Failure) in
            WaitUntilRegistered(
                every: try arguments.value(PollSchedule.every), members: run.members,
                opsWorks: run.opsWorks)
        }
        .tried { _ in [.describeInstances(run)] }
    }
}

extension Failure {
    fileprivate static func notAMember(_ instanceID: String) -> Failure {
        Failure(
            .notFound, "the stack has no member that is the EC2 instance \(instanceID)",
            remedy:
                "run the step that registers it first; if it has run, the instance was deregistered"
        )
    }
}

extension WaitUntilRegistered: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        let stack = try StackAddress(facts)
        guard let member = try await members.find(facts.require(.instanceID), in: stack) else {
            return .waits(for: "OpsWorks to have the instance as a registered member")
        }
        guard Self.isRegistered(member) else { return .waits(for: "status \(member.status)") }
        return .nothing(
            "it is a member already, with the status \(member.status)",
            giving: Member(id: member.id, status: member.status).asFacts)
    }
}
