import AWS
import Pipeline

/// Takes a member out of its layers, which runs the layers' shutdown recipes on it.
struct LayerUnassignment: Sendable {
    let memberID: String
    let stack: StackAddress
    let members: StackMembers
    let opsWorks: OpsWorks
    let every: Duration
    /// How long to wait for the shutdown recipes; nil to wait until they have ended.
    var patience: Duration?

    /// Sends the request and waits until the member is out.
    ///
    /// - Parameters:
    ///   - context: receives progress.
    ///   - isIn: whether the member is still in what it is to be taken out of.
    /// - Throws: a `Failure` that names what is left and how to remove it.
    func undo(
        in context: StepContext, while isIn: (OpsWorks.Instance) -> Bool
    ) async throws {
        await members.forget()
        do {
            let member = try await members.refresh(memberID, in: stack)
            let isIn = isIn(member)
            guard isIn || member.status == "unassigning" else { return }
            if isIn {
                try await opsWorks.unassignInstance(id: memberID)
                context.note("OpsWorks takes \(memberID) out of the layer")
            }
            let watch = MemberWatch(
                memberID: memberID, stack: stack, members: members, opsWorks: opsWorks,
                every: every)
            let begin = context.time.now().elapsed
            func isOut(_ member: OpsWorks.Instance) -> Bool {
                member.layerIDs.isEmpty && member.status != "unassigning"
            }
            let last = try await watch.wait(
                until: { member in
                    isOut(member)
                        || patience.map { context.time.now().elapsed - begin >= $0 } ?? false
                }, for: "unassigned", in: context)
            if !isOut(last) {
                context.warn(
                    "the shutdown recipes of \(memberID) have not ended, and are waited for no longer"
                )
            }
        } catch {
            guard Failure(error).failureClass == .notFound else {
                throw Failure.stillAssigned(memberID, Failure(error))
            }
        }
    }
}

extension Failure {
    fileprivate static func stillAssigned(_ memberID: String, _ reason: Failure) -> Failure {
        Failure(
            reason.failureClass,
            "\(memberID) may still be in the layer: \(reason.message)",
            remedy: "aws opsworks unassign-instance --instance-id \(memberID)",
            details: reason.details, retryAfter: reason.retryAfter, cause: reason.cause)
    }
}
