import AWS
import Pipeline

/// Reports how a run ended to Systems Manager's inventory and compliance, which answer for a whole
/// fleet, and to the folder from which the agent gathers inventory.
///
/// Each is tried even if another fails: a run that one place cannot record is found in another.
struct RecordSummary: Step {
    let summary: RunSummary
    let host: Host

    func run(in context: StepContext) async throws -> Facts {
        let instanceID = try context.facts.require(.instanceID)
        let api = host.systemsManager(try context.facts.require(.instanceRegion))
        let record = try SummaryRecord(summary, at: context.time.now())
        async let inventory = failure { () async throws(AWSError) in
            try await api.put(record.inventory, ofInstance: instanceID)
        }
        async let compliance = failure { () async throws(AWSError) in
            try await api.put(record.compliance, ofInstance: instanceID)
        }
        let problems = [await inventory, await compliance].compactMap { $0 }
        try record.write(AgentMarks(host.root, instanceID).home, below: host.root)
        // Both have the same cause, as a rule; the first says it.
        if let problem = problems.first { throw problem }
        return Facts()
    }

    private func failure(
        _ body: () async throws(AWSError) -> Void
    ) async -> AWSError? {
        do throws(AWSError) {
            try await body()
            return nil
        } catch {
            return error
        }
    }
}

extension RecordSummary {
    /// What recording takes, as `AmazonSSMManagedInstanceCore` allows it.
    static let permissions: [IAMPermission] = [
        .systemsManager("PutInventory"), .systemsManager("PutComplianceItems"),
    ]

    /// The kind `record-summary`.
    ///
    /// It is tried once: an instance that waits to tell how it did serves nobody, and what the agent
    /// gathers comes later by itself.
    static func kind(_ summary: RunSummary, _ host: Host) -> StepKind {
        StepKind(
            "record-summary",
            summary: "Reports how a run ended to Systems Manager's inventory and compliance",
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            policy: Policy(retries: []),
            needs: [FactKey.instanceID.name, FactKey.instanceRegion.name],
            permissions: IAMPermission.declared { _ in permissions }
        ) { _ in
            RecordSummary(summary: summary, host: host)
        }
    }
}
