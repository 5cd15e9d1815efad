import Pipeline
import Steps

/// The rights that a role needs, as a rule an instance's for its runs.
struct NeededRights {
    /// Each once, in the order of the steps that need them.
    let grants: [Grant]

    /// Collects them.
    ///
    /// - Parameters:
    ///   - plan: what joins.
    ///   - leaving: what leaves; nil where no instance does.
    ///   - failing: what is done about a run that failed; nil for nothing.
    ///   - surroundings: where the steps would run with which that is done, and leaving ends.
    ///   - facts: narrow what the rights are on.
    init(
        joining plan: Plan, leaving: Plan?, failing: FailurePolicy?,
        _ surroundings: Surroundings,
        knowing facts: Facts
    ) {
        var rights = plan.stepsThatMayRun.flatMap(\.permissions)
        // What undoes a step is also what leaves.
        if leaving == nil, failing?.revert != true { rights.removeAll { $0.use == .undoing } }
        if let failing {
            rights += Aftermath.permissions(of: failing, surroundings)
        }
        let actions = Set(rights.map(\.name))
        let leavingRights =
            leaving.map { plan in
                plan.steps.flatMap(\.permissions)
                    + ConcludingStep.endTermination(hook: nil, surroundings).permissions
            } ?? []
        rights += leavingRights.filter { right in
            guard case .leaving(let others) = right.use else { return true }
            return others.contains(where: actions.contains)
        }

        self.init(rights, knowing: facts)
    }

    /// Takes the rights.
    init(_ rights: [any Permission], knowing facts: Facts) {
        var seen: Set<Grant> = []
        grants = rights.compactMap { ($0 as? IAMPermission)?.grant(knowing: facts) }.filter {
            seen.insert($0).inserted
        }
    }

    /// The policy of the role that has them and no others (IAM's language of policies, 2012-10-17).
    var policy: Value {
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
