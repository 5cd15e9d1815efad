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
            let denial: AWSError?
            (before, denial) = try await look(context.facts)
            if let denial { context.warn("\(denial.message); \(denial.remedy)") }
            try context.record(Self.before, before)
        }
        var facts = Facts()
        facts[.protectionBefore] = before
        return facts
    }

    /// - Returns: how it is; where that may not be asked, why not.
    private func look(
        _ facts: Facts
    ) async throws -> (before: ProtectionBefore, denial: AWSError?) {
        let region = try facts.require(.instanceRegion)
        let instanceID = try facts.require(.instanceID)
        do throws(AWSError) {
            return (try await ec2(region).disableAPITermination(of: instanceID) ? .on : .off, nil)
        } catch {
            // An instance that may join must not be kept out by a right that joining does not need.
            guard case .accessDenied = error.kind else { throw error }
            return (.unknown, error)
        }
    }
}

extension NoteTerminationProtection {
    /// The kind `note-termination-protection`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "note-termination-protection",
            summary: "Records whether termination protection is on, before registering can set it",
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            policy: .forNewInstances,
            needs: [FactKey.instanceID.name, FactKey.instanceRegion.name],
            gives: [FactKey.protectionBefore.name],
            permissions: IAMPermission.declared { _ in [.instance("DescribeInstanceAttribute")] }
        ) { _ in NoteTerminationProtection(ec2: host.ec2) }
        .typing { _ in FactKey.protectionBefore.type }
        .readingAhead { facts in
            _ = try await host.ec2(facts.require(.instanceRegion))
                .disableAPITermination(of: facts.require(.instanceID))
        }
        .readPast()
        .tried { _ in [.describeProtection(host)] }
    }
}

extension NoteTerminationProtection: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        let (before, denial) = try await look(facts)
        var given = Facts()
        given[.protectionBefore] = before
        return .nothing(
            denial?.message ?? "notes that termination protection is \(before.rawValue)",
            giving: given)
    }
}
