import AWS
import Bytes
import Pipeline

/// Waits until State Manager has applied the layer's associations to the instance, which makes the instance
/// what the layer is.
///
/// The agent looks for associations when it begins, once more half a minute later, and then every ten
/// minutes. The tag that they target should therefore be there before the agent is.
struct WaitUntilApplied: LayerAssigning {
    static let associations = Parameter<[String]?>(
        "associations", "the ids of the associations; by default the fact `layer.associations`")

    let associations: [String]?
    let every: Duration
    let host: Host

    func assignLayer(in context: StepContext) async throws -> Member? {
        let instanceID = try context.facts.require(.instanceID)
        let api = host.systemsManager(try context.facts.require(.stackAPIRegion))
        let wanted = try associations ?? context.facts.require(LayerAssociations.fact)
        var waking = host.agentWaking(instanceID)
        var schedule = PollSchedule(every: every)
        var hasRun = false
        var last: [String: SystemsManager.AssociationStatus] = [:]
        do {
            while true {
                let statuses = try await api.associationStatuses(ofInstance: instanceID)
                let now = Dictionary(
                    statuses.filter { wanted.contains($0.associationID) }
                        .map { ($0.associationID, $0) }, uniquingKeysWith: { first, _ in first })
                for (id, status) in now.sorted(by: { $0.key < $1.key })
                where status.words != last[id]?.words {
                    context.note("\(status.document ?? id): \(status.words)")
                }
                last = now
                if let failed = now.values.filter(\.hasFailed).min(by: {
                    $0.associationID < $1.associationID
                }) {
                    throw failure(failed, AgentOutput(waking.marks))
                }
                let missing = wanted.filter { now[$0]?.status != "Success" }
                if missing.isEmpty { return nil }
                try await waking.wake(in: context)
                let marks = waking.marks
                let runs = AssociationRuns(missing, marks)
                let rest = marks.rest
                let what =
                    missing.count == 1 ? "an association" : "\(missing.count) associations"
                try await context.wait(
                    upTo: marks.areThere && !hasRun
                        ? WaitUntilManaged.longestSilence : schedule.wait(context.random),
                    for: "State Manager to apply \(what)"
                ) { runs.haveEnded || marks.rest != rest }
                // Systems Manager may hear of the end a moment later.
                if runs.haveEnded, !hasRun {
                    hasRun = true
                    schedule = PollSchedule(every: every)
                }
            }
        } catch {
            guard Task.isCancelled else { throw error }
            throw Failure.notApplied(wanted, last, waking.marks.rest)
        }
    }

    private func failure(
        _ status: SystemsManager.AssociationStatus, _ output: AgentOutput
    ) -> Failure {
        let secrets = host.secrets.now
        let lines = output.lines(of: status.associationID).map(secrets.hidden)
        return Failure(
            .refused,
            "the association \(status.associationID) of \(status.document ?? "a document") has failed: "
                + (status.summary.map(secrets.hidden) ?? status.words),
            remedy: lines.isEmpty
                ? "look below \(AgentMarks.folder) on the instance for what the document printed, mend "
                    + "that, and run enlist again"
                : "read below what the document printed, mend that, and run enlist again",
            details: lines)
    }
}

/// The runs of associations on this machine, of which the agent keeps what they have printed, and a file
/// for each while it lasts.
private struct AssociationRuns {
    private struct Run: Equatable {
        let count: Int
        let isUnderWay: Bool
    }

    private let marks: AgentMarks
    private let ids: [String]
    private let known: [Run]

    init(_ ids: [String], _ marks: AgentMarks) {
        self.marks = marks
        self.ids = ids
        known = Self.runs(ids, marks)
    }

    /// Whether one has ended since, so that there is something to ask for.
    var haveEnded: Bool {
        zip(known, Self.runs(ids, marks)).contains { before, now in
            now.count > 0 && !now.isUnderWay && now != before
        }
    }

    private static func runs(_ ids: [String], _ marks: AgentMarks) -> [Run] {
        let running = marks.root.names(in: marks.running)
        return ids.map { id in
            Run(
                count: marks.root.names(in: "\(marks.home)/document/orchestration/\(id)").count,
                isUnderWay: running.contains { $0.begins(with: "\(id).") })
        }
    }
}

extension SystemsManager.AssociationStatus {
    /// As it is told of.
    fileprivate var words: String { "status \(detailedStatus ?? status)" }

    /// Whether the last run has ended, and not well; the set of statuses is open.
    fileprivate var hasFailed: Bool {
        ["Failed", "TimedOut", "Cancelled"].contains(status)
            || ["Failed", "TimedOut", "Cancelled"].contains(detailedStatus)
    }
}

extension WaitUntilApplied {
    /// The kind `wait-until-applied`.
    static func kind(_ host: Host) -> StepKind {
        var policy = Policy.standard
        policy.timeout = nil
        policy.deadline = .seconds(20 * 60)
        return StepKind(
            "wait-until-applied", role: .layerAssigning,
            summary:
                "Waits until State Manager has applied the layer's associations to the instance",
            parameters: [associations.description, PollSchedule.every.description],
            failures: [.throttled, .transient, .credentialsPending, .refused],
            policy: policy, needs: [FactKey.instanceID.name, FactKey.stackAPIRegion.name],
            declaredNeeds: { given in
                let isGiven = given[associations.name].map { $0 != .null } ?? false
                return isGiven ? [] : [LayerAssociations.fact.name]
            },
            permissions: IAMPermission.declared { _ in [.instanceAssociations] }
        ) { arguments throws(Failure) in
            WaitUntilApplied(
                associations: try arguments.value(associations),
                every: try arguments.value(PollSchedule.every), host: host)
        }
        .tried { _ in
            [
                Trial(of: "ssm:DescribeInstanceAssociationsStatus", needs: Trial.instance) {
                    facts in
                    _ = try await host.systemsManager(facts.require(.instanceRegion))
                        .associationStatuses(ofInstance: facts.require(.instanceID))
                }
            ]
        }
    }
}

extension Failure {
    fileprivate static func notApplied(
        _ wanted: [String], _ last: [String: SystemsManager.AssociationStatus], _ rest: AgentRest?
    ) -> Failure {
        let states = wanted.map { id in
            last[id].map { "the association \(id) has the \($0.words)" }
                ?? "the association \(id) does not target the instance"
        }
        return Failure(
            .timeout,
            states.joined(separator: ", ") + (rest.map { "; \($0.text)" } ?? ""),
            remedy:
                "compare the instance's tag \(LayerAssociations.tag) with the association's target; the "
                + "agent looks for associations every ten minutes, and its log is \(AgentLog.path)")
    }
}
