import AWS

/// Looks for an instance among the members of the other stacks: who is a member there cannot be
/// registered here.
struct OtherStacks: Sendable {
    /// Listing members costs a request a stack, so only so many are looked at.
    private static let mostStacks = 30

    private let opsWorks: OpsWorks

    init(_ opsWorks: OpsWorks) { self.opsWorks = opsWorks }

    /// The member that an EC2 instance is in another stack.
    ///
    /// It is asked only to explain a failure, so its own failures are silent.
    func member(
        thatIs ec2InstanceID: String, otherThan stackID: String
    ) async -> (member: OpsWorks.Instance, stack: String)? {
        guard let stacks = try? await opsWorks.describeStacks() else { return nil }
        for stack in stacks.filter({ $0.id != stackID }).prefix(Self.mostStacks) {
            guard let members = try? await opsWorks.describeInstances(.stack(stack.id))
            else { return nil }
            if let member = members.first(where: { $0.ec2InstanceID == ec2InstanceID }) {
                return (member, stack.name)
            }
        }
        return nil
    }
}
