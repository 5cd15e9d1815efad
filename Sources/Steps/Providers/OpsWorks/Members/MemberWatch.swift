import AWS
import Pipeline

/// Watches one member until its status is the one that is waited for, or can no longer become it.
struct MemberWatch: Sendable {
    let memberID: String
    let stack: StackAddress
    let members: StackMembers
    let opsWorks: OpsWorks
    let every: Duration

    /// Polls by the member's own id, so that the stack's size does not matter.
    ///
    /// - Parameters:
    ///   - isDone: whether the wait is over with the member as it is.
    ///   - goal: the status that is waited for, for the error.
    ///   - context: every change of the status is noted in it.
    /// - Returns: the member as it then is.
    /// - Throws: a failure of class `refused`, with what OpsWorks says of the reason, as soon as the
    ///   member cannot get there by itself any more; of class `timeout` when the time is up.
    func wait(
        until isDone: (OpsWorks.Instance) -> Bool, for goal: String, in context: StepContext
    ) async throws -> OpsWorks.Instance {
        var schedule = PollSchedule(every: every, isPrompt: true)
        var last: String?
        // Whoever listed the stack last may have seen it.
        if let seen = await members.seen(memberID, in: stack), isDone(seen) {
            context.note("status \(seen.status)")
            return seen
        }
        while true {
            let member: OpsWorks.Instance
            let begin = context.time.now().elapsed
            do {
                member = try await members.refresh(memberID, in: stack)
            } catch let error as AWSError where error.kind == .cancelled {
                throw last.map { Failure.stillWaiting(for: goal, status: $0) } ?? error
            }
            if member.status != last {
                context.note("status \(member.status)")
                last = member.status
            }
            if isDone(member) { return member }
            if MemberStatus(member.status) == .lost { throw await lost(member, goal) }
            let took = context.time.now().elapsed - begin
            do {
                try await context.wait(
                    schedule.wait(context.random, after: took), for: "status \(member.status)")
            } catch is CancellationError {
                throw Failure.stillWaiting(for: goal, status: member.status)
            }
        }
    }

    /// Why a member does not become what is waited for, with what OpsWorks says of it.
    func lost(_ member: OpsWorks.Instance, _ goal: String) async -> Failure {
        let report = await MemberTrouble(opsWorks: opsWorks).report(on: member.id)
        return Failure(
            .refused,
            "the member's status is `\(member.status)`: it does not become \(goal) by itself any more",
            remedy: "read OpsWorks' explanation below, fix the cause, and run enlist again",
            details: report)
    }
}

extension Failure {
    fileprivate static func stillWaiting(for goal: String, status: String) -> Failure {
        Failure(
            .timeout, "the member's status is still `\(status)`, and not `\(goal)`",
            remedy:
                "look at the agent's log on the instance, below /var/log/aws/opsworks, or raise "
                + "the step's `deadline`")
    }
}
