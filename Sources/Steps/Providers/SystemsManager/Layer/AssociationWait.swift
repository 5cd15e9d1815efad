import AWS
import Bytes
import Pipeline

/// Waits until State Manager has applied some associations to the instance.
struct AssociationWait {
    let instanceID: String
    let api: SystemsManager
    let every: Duration
    let patience: Duration
    /// Whether AWS-RefreshAssociation is sent where the agent would not look for minutes.
    let refreshesByCommand: Bool
    let host: Host
    /// Nil if the associations need not be those of a layer.
    var tagCheck: LayerTagCheck?

    /// Waits until all of them have been applied.
    ///
    /// - Parameters:
    ///   - wanted: the ids of the associations.
    ///   - context: the step's.
    /// - Throws: a failure of class `refused` with what the document printed, where one has failed; of class
    ///   `timeout` where none has run for as long as the patience lasts; `AWSError`.
    func wait(for wanted: [String], in context: StepContext) async throws {
        var waking = host.agentWaking(instanceID)
        var refresh = AssociationRefresh(
            refreshesByCommand
                ? CommandWatch(
                    instanceID: instanceID, api: api, every: every, patience: patience, host: host)
                : nil)
        // Where the agent's files tell of an end, that is where it begins.
        var schedule = PollSchedule(every: every, isImminent: waking.marks.areThere)
        var idle = IdleLimit(patience)
        var tagCheck = tagCheck
        var hasEnded = false
        var isFirst = true
        var last: [String: SystemsManager.AssociationStatus] = [:]
        do {
            while true {
                let isTooEarly = isFirst && isToBegin(wanted, waking.marks, refresh, context)
                isFirst = false
                let now = isTooEarly ? [:] : try await statuses(of: wanted)
                for (id, status) in now.sorted(by: { $0.key < $1.key })
                where status.words != last[id]?.words {
                    context.note("\(status.document ?? id): \(status.words)")
                }
                last = now
                if let failed = Self.failed(now) {
                    throw try await failure(failed, waking.marks, in: context)
                }
                let missing = wanted.filter { now[$0]?.status != "Success" }
                if missing.isEmpty { return }
                if now.isEmpty { try await tagCheck?.check(at: context.time.now().elapsed) }
                try await waking.wake(in: context)
                let runs = AssociationRuns(missing, waking.marks)
                if !runs.haveBegun {
                    try await refresh.refresh(
                        missing.filter { now[$0]?.isPending ?? false }, &waking, in: context)
                }
                let isBusy = runs.areUnderWay || missing.contains { now[$0]?.isUnderWay ?? false }
                let left = idle.left(whileBusy: isBusy, at: context.time.now().elapsed)
                guard left > .zero else {
                    throw Failure.notApplied(wanted, last, waking.marks.rest)
                }
                let marks = waking.marks
                let state = marks.state
                // Systems Manager may hear of an end a moment later.
                let silence =
                    marks.areThere && !hasEnded && !runs.hadEnded && !refresh.isTooEarly
                    ? refresh.left(marks, context) ?? WaitUntilManaged.longestSilence
                    : schedule.wait(context.random)
                let lookAtTags =
                    now.isEmpty ? tagCheck?.left(at: context.time.now().elapsed) ?? left : left
                let what =
                    missing.count == 1 ? "an association" : "\(missing.count) associations"
                try await context.wait(
                    upTo: min(silence, left, lookAtTags), for: "State Manager to apply \(what)"
                ) { runs.haveEnded || marks.state != state }
                if runs.haveEnded, !hasEnded {
                    hasEnded = true
                    schedule = PollSchedule(every: every, isImminent: true)
                }
            }
        } catch {
            guard Task.isCancelled else { throw error }
            throw Failure.notApplied(wanted, last, waking.marks.rest)
        }
    }

    /// Whether the agent's files show that it has applied none of the associations, and will soon: there is
    /// nothing yet that Systems Manager could say.
    private func isToBegin(
        _ wanted: [String], _ marks: AgentMarks, _ refresh: AssociationRefresh,
        _ context: StepContext
    ) -> Bool {
        let runs = AssociationRuns(wanted, marks)
        return marks.isActive && !runs.hadEnded
            && (runs.areUnderWay || refresh.left(marks, context) != nil)
    }

    /// The documents of the associations that are not applied now; an id where Systems Manager names none.
    ///
    /// - Throws: a failure of class `refused` where one has failed; `AWSError`.
    func unapplied(of wanted: [String]) async throws -> [String] {
        let now = try await statuses(of: wanted)
        if let failed = Self.failed(now) {
            throw try await failure(failed, host.agentWaking(instanceID).marks, in: nil)
        }
        return wanted.filter { now[$0]?.status != "Success" }.map { now[$0]?.document ?? $0 }
    }

    /// The first one that has failed.
    private static func failed(
        _ statuses: [String: SystemsManager.AssociationStatus]
    ) -> SystemsManager.AssociationStatus? {
        statuses.values.filter(\.hasFailed).min { $0.associationID < $1.associationID }
    }

    private func statuses(
        of wanted: [String]
    ) async throws(AWSError) -> [String: SystemsManager.AssociationStatus] {
        let all = try await api.associationStatuses(ofInstance: instanceID)
        return Dictionary(
            all.filter { wanted.contains($0.associationID) }.map { ($0.associationID, $0) },
            uniquingKeysWith: { first, _ in first })
    }
}

extension SystemsManager.AssociationStatus {
    /// As it is told of.
    var words: String { "status \(detailedStatus ?? status)" }

    /// Whether the last run has ended, and not well; the set of statuses is open.
    fileprivate var hasFailed: Bool {
        ["Failed", "TimedOut", "Cancelled"].contains(status)
            || ["Failed", "TimedOut", "Cancelled"].contains(detailedStatus)
    }

    /// Whether the agent has said that it runs.
    fileprivate var isUnderWay: Bool { status == "InProgress" || detailedStatus == "InProgress" }

    /// Whether the agent has not taken it yet.
    fileprivate var isPending: Bool {
        status == "Pending" && [nil, "Pending", "Associated"].contains(detailedStatus)
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
