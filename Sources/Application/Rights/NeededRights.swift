package import Pipeline
import Steps

/// The rights that a role needs, as a rule an instance's for its runs.
package struct NeededRights {
    /// Each once, in the order of the steps that need them.
    let grants: [Grant]
    /// The names of ready-made policies to attach besides.
    package let policies: [String]

    /// What narrows rights.
    ///
    /// - Parameters:
    ///   - said: facts that a person says.
    ///   - account: the account's number.
    ///   - region: the instances' region.
    ///   - group: the name of the Auto Scaling group.
    /// - Returns: all of it as facts.
    package static func scope(
        _ said: Facts, account: String?, region: String?, group: String?
    ) -> Facts {
        var scope = said
        scope[.accountID] = account
        scope[.instanceRegion] = region
        scope[.group] = group
        return scope
    }

    /// Those of an instance that runs, and leaves, by the pipeline that a person asks for.
    ///
    /// - Parameters:
    ///   - request: says the pipeline.
    ///   - leaves: whether the instance may leave.
    ///   - onFailure: what the command line of a run says about one that fails; nil for nothing.
    ///   - said: facts that narrow what the rights are on.
    ///   - environment: the process' own.
    /// - Throws: a `CommandError` for what is wrong with the pipeline; `CancellationError`.
    package init(
        of request: PlanRequest, leaves: Bool, onFailure: FailurePolicy.Verdict?,
        knowing said: Facts, environment: [String: String]
    ) async throws {
        let engine = try Engine(environment: environment)
        let plan = try await engine.preparer.sketch(request).plan
        var leaving: Plan?
        if leaves {
            var request = PlanRequest()
            request.source = LeavingPipeline(of: engine.kinds.builtIn.kinds, .unhurried).source
            leaving = try await engine.preparer.sketch(request).plan
        }
        self.init(
            joining: plan, leaving: leaving, failing: Self.failing(plan.onFailure, onFailure),
            engine.host, knowing: plan.knownFacts.merging(said))
    }

    /// What is done about a run that fails, as `enlist run` would take it.
    private static func failing(
        _ files: FailurePolicy?, _ onFailure: FailurePolicy.Verdict?
    ) -> FailurePolicy? {
        guard let onFailure else { return files ?? .standard }
        guard onFailure != .nothing else { return nil }
        return (files ?? FailurePolicy()).changed(by: FailurePolicy(then: onFailure))
    }

    /// Those of who finds members whose instances are gone, and removes them.
    package init(ofReapingKnowing facts: Facts) {
        self.init(Provider.all.flatMap { $0.reaping?.permissions ?? [] }, [], knowing: facts)
    }

    /// Collects them.
    ///
    /// - Parameters:
    ///   - plan: what joins.
    ///   - leaving: what leaves; nil if no instance does.
    ///   - failing: what is done about a run that failed; nil for nothing.
    ///   - host: where the steps would run with which that is done, and leaving ends.
    ///   - facts: narrow what the rights are on.
    private init(
        joining plan: Plan, leaving: Plan?, failing: FailurePolicy?,
        _ host: Host,
        knowing facts: Facts
    ) {
        var rights = plan.stepsThatMayRun.flatMap(\.permissions)
        // What undoes a step is also what leaves.
        if leaving == nil, failing?.revert != true { rights.removeAll { $0.use == .undoing } }
        let actions = Set(rights.map(\.name))
        if let failing {
            rights += FailureHandling.permissions(of: failing, host)
        }
        if plan.isRecorded {
            let kinds = Set(plan.stepsThatMayRun.map(\.kind.name))
            rights +=
                ConcludingStep.recordSummary(
                    RunSummary(status: .joined), ofMemberBy: kinds, host)?.permissions ?? []
        }
        let leavingRights =
            leaving.map { plan in
                plan.steps.flatMap(\.permissions)
                    + ConcludingStep.endTermination(hook: nil, host).permissions
            } ?? []
        rights += leavingRights.filter { right in
            guard case .leaving(let others) = right.use else { return true }
            return others.contains(where: actions.contains)
        }

        self.init(rights, plan.stepsThatMayRun.flatMap(\.kind.policies), knowing: facts)
    }

    /// Takes the rights.
    private init(_ rights: [any Permission], _ policies: [String], knowing facts: Facts) {
        self.policies = policies
        var seen: Set<Grant> = []
        grants = rights.compactMap { ($0 as? IAMPermission)?.grant(knowing: facts) }.filter {
            seen.insert($0).inserted
        }
    }

    /// The policy of the role that has them and no others (IAM's language of policies, 2012-10-17).
    package var policy: Value {
        let actions = Dictionary(grouping: grants) { Place(of: $0) }
            .mapValues { $0.map(\.action).sorted() }
        let statements = actions.sorted { left, right in
            (left.value[0], left.key.order) < (right.value[0], right.key.order)
        }
        return [
            "Version": "2012-10-17",
            "Statement": .list(
                statements.map { place, actions in
                    Grant.statement(actions, on: place.resource, where: place.conditions)
                }),
        ]
    }

    /// What one statement is about.
    private struct Place: Hashable {
        let resource: String
        let conditions: [String: Value]

        /// Something to sort by.
        var order: String { resource + " " + Value.map(conditions).json }

        init(of grant: Grant) {
            resource = grant.resource
            conditions = grant.conditions
        }
    }
}
