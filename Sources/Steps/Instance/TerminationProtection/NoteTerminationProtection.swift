import AWS
import Pipeline

/// Notes whether EC2's termination protection is on, while nobody but the user can have set it.
///
/// What it has found first holds for all runs that go on with this one: later, registering may have
/// switched the protection on.
struct NoteTerminationProtection: Step {
    private static let before = FactKey<ProtectionBefore>("before")

    let ec2: @Sendable (_ region: String) -> EC2

    func run(in context: StepContext) async throws -> Facts {
        let before: ProtectionBefore
        if let known = context.receipt[Self.before] {
            before = known
        } else {
            before = try await look(in: context)
            try context.record(Self.before, before)
        }
        var facts = Facts()
        facts[.protectionBefore] = before
        return facts
    }

    private func look(in context: StepContext) async throws -> ProtectionBefore {
        let region = try context.facts.require(.instanceRegion)
        let instanceID = try context.facts.require(.instanceID)
        do {
            return try await ec2(region).disableAPITermination(of: instanceID) ? .on : .off
        } catch {
            // An instance that may join must not be kept out by a right that joining does not need.
            guard case .accessDenied = error.kind else { throw error }
            context.warn("\(error.message); \(error.remedy)")
            return .unknown
        }
    }
}

extension NoteTerminationProtection {
    /// The kind `note-termination-protection`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "note-termination-protection",
            summary: "Notes whether termination protection is on, before registering can set it",
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            policy: .forNewInstances,
            needs: [FactKey.instanceID.name, FactKey.instanceRegion.name],
            gives: [FactKey.protectionBefore.name],
            permissions: IAMPermission.declared { _ in [.instance("DescribeInstanceAttribute")] }
        ) { _ in NoteTerminationProtection(ec2: host.ec2) }
        .tried { _ in [.describeProtection(host)] }
    }
}
