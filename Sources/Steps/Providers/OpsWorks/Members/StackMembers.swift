import AWS
import Pipeline

/// What this run has seen of a stack's members.
///
/// A stack is listed as a whole (`DescribeInstances` by stack id has no pages), which gets slow as a
/// stack grows: so the steps of a run share what one of them has read, and only a registration makes
/// it worth reading again. A step that runs alone reads for itself.
actor StackMembers {
    private let opsWorks: @Sendable (_ apiRegion: String) -> OpsWorks
    private var seen: (stack: StackAddress, members: [OpsWorks.Instance])?

    init(opsWorks: @escaping @Sendable (_ apiRegion: String) -> OpsWorks) {
        self.opsWorks = opsWorks
    }

    /// All members, as seen before if they have been.
    func list(of stack: StackAddress) async throws -> [OpsWorks.Instance] {
        if let seen, seen.stack == stack { return seen.members }
        let members = try await opsWorks(stack.apiRegion).describeInstances(.stack(stack.id))
        seen = (stack, members)
        return members
    }

    /// The member that an EC2 instance is, from the earlier reading if there was one; nil if it is not a member.
    func find(_ ec2InstanceID: String, in stack: StackAddress) async throws -> OpsWorks.Instance? {
        try await list(of: stack).first { $0.ec2InstanceID == ec2InstanceID }
    }

    /// Whether an EC2 instance was no member when the stack was listed; false if it was not listed.
    func lack(_ ec2InstanceID: String, in stack: StackAddress) -> Bool {
        guard let seen, seen.stack == stack else { return false }
        return !seen.members.contains { $0.ec2InstanceID == ec2InstanceID }
    }

    /// The member with an id as it was seen; nil if it was not.
    func seen(_ id: String, in stack: StackAddress) -> OpsWorks.Instance? {
        guard let seen, seen.stack == stack else { return nil }
        return seen.members.first { $0.id == id }
    }

    /// The member with an id, as seen before if it has been.
    func member(_ id: String, in stack: StackAddress) async throws -> OpsWorks.Instance {
        if let member = seen(id, in: stack) { return member }
        return try await refresh(id, in: stack)
    }

    /// The member as it is now.
    func refresh(_ memberID: String, in stack: StackAddress) async throws -> OpsWorks.Instance {
        let members = try await opsWorks(stack.apiRegion).describeInstances(.ids([memberID]))
        guard let member = members.first(where: { $0.id == memberID }) else {
            seen = nil
            throw Failure.memberGone(memberID)
        }
        if var known = seen, known.stack == stack,
            let index = known.members.firstIndex(where: { $0.id == memberID })
        {
            known.members[index] = member
            seen = known
        }
        return member
    }

    /// Forgets what was seen: something is about to change it.
    func forget() { seen = nil }
}

extension Failure {
    fileprivate static func memberGone(_ id: String) -> Failure {
        Failure(
            .notFound, "OpsWorks does not know the member \(id) any more",
            remedy: "it was deregistered: run enlist again")
    }
}
