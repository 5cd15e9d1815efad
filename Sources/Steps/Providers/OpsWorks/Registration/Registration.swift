import AWS
import Pipeline

/// This instance's registration with its stack: OpsWorks' entry for it, and how to undo it.
struct Registration: Sendable {
    /// In the step's receipt since the agent's installer was first started: the hostname.
    static let begun = FactKey<String>("begun")

    let instanceID: String
    let stack: StackAddress
    let members: StackMembers
    let opsWorks: OpsWorks

    /// Takes the step's facts.
    init(_ run: OpsWorksRun, _ facts: Facts) throws(Failure) {
        instanceID = try facts.require(.instanceID)
        stack = try StackAddress(facts)
        members = run.members
        opsWorks = run.opsWorks(stack.apiRegion)
    }

    /// OpsWorks' entry for the instance, by its id, or else by its hostname.
    enum Membership {
        case none
        case member(OpsWorks.Instance)
        case hostnameTaken(by: OpsWorks.Instance)

        var isNone: Bool {
            if case .none = self { true } else { false }
        }
    }

    func membership(_ hostname: Hostname) async throws -> Membership {
        let list = try await members.list(of: stack)
        if let member = list.first(where: { $0.ec2InstanceID == instanceID }) {
            return .member(member)
        }
        return list.first { $0.hostname.map(hostname.matches) ?? false }
            .map { .hostnameTaken(by: $0) } ?? .none
    }

    /// Deregisters the instance, and waits until OpsWorks no longer lists it.
    ///
    /// - Throws: a `Failure` that names what is left and how to remove it.
    func undo(in context: StepContext) async throws {
        var name = instanceID
        do {
            guard let member = try await find(in: context) else { return }
            name = member.id
            if member.status != Self.deregistering {
                try await opsWorks.deregisterInstance(id: member.id)
                context.note("OpsWorks deregisters \(member.id)")
            }
            try await waitUntilGone(member.id, in: context)
            await members.forget()
        } catch {
            let reason = error is CancellationError ? Failure.stillListed : Failure(error)
            if reason.failureClass == .notFound { return await members.forget() }
            throw Failure.stillRegistered(name, reason)
        }
    }

    private static let deregistering = "deregistering"

    /// The member as OpsWorks lists it, which may take a moment after an installer was cut off.
    private func find(in context: StepContext) async throws -> OpsWorks.Instance? {
        await members.forget()
        if let member = try await members.find(instanceID, in: stack) { return member }
        try await context.wait(.seconds(1), for: "OpsWorks to list what it may have registered")
        await members.forget()
        return try await members.find(instanceID, in: stack)
    }

    private func waitUntilGone(_ memberID: String, in context: StepContext) async throws {
        var schedule = PollSchedule(every: .seconds(5))
        while true {
            _ = try await members.refresh(memberID, in: stack)
            try await context.wait(
                schedule.wait(context.random), for: "OpsWorks to deregister the instance")
        }
    }
}
