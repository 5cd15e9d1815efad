/// Finds policies in files that can never take effect.
struct PolicyChecker {
    private let definition: Definition
    private let placeByID: [String: Int]

    init(_ definition: Definition) {
        self.definition = definition
        placeByID = Dictionary(zip(definition.steps.map(\.id), definition.steps.indices)) {
            first, _ in first
        }
    }

    /// Checks the pipeline's defaults.
    ///
    /// - Parameter possible: every class with which a step of the pipeline can fail.
    /// - Returns: what is wrong with them.
    func problemsOfDefaults(possible: Set<FailureClass>) -> [Diagnostic] {
        var problems: [Diagnostic] = []
        for change in definition.defaults {
            problems += ruleProblems(
                change, standing: nil, possible: possible,
                within: shorter(change.deadline, definition.deadline)
            ) {
                .noStepFails(with: $0, at: $1)
            }
            problems += limitProblems("`defaults`", change, change.deadline, of: [change])
        }
        return problems
    }

    /// Checks the policy of a step.
    ///
    /// - Parameters:
    ///   - index: the step's place in the pipeline.
    ///   - kind: the step's kind.
    ///   - layers: what files say of the policy, the pipeline's defaults first.
    ///   - policy: the resulting policy.
    /// - Returns: what is wrong with it.
    func problems(
        ofStepAt index: Int, _ kind: StepKind, layers: [PolicyChange], policy: Policy
    ) -> [Diagnostic] {
        let step = definition.steps[index]
        let possible = kind.possibleFailures
        var problems: [Diagnostic] = []
        var standing = layers.dropLast(step.policies.count)
            .reduce(kind.policy) { $1.applied(to: $0) }
        for change in step.policies {
            problems += ruleProblems(
                change, standing: standing.retries, possible: possible,
                within: shorter(policy.deadline, definition.deadline)
            ) {
                .neverFails(step, with: $0, possible, at: $1 ?? step.locations[""])
            }
            standing = change.applied(to: standing)
        }
        problems += rewindProblems(of: step, at: index, policy)
        problems += timeoutProblems(of: step, kind, policy)
        if let own = merged(step.policies) {
            problems += limitProblems(
                "`\(step.id)`", own, policy.deadline, of: layers, near: step.locations[""])
        }
        return problems
    }

    /// Checks the rules of one `retry`, each against those before it.
    ///
    /// No attempt begins after `deadline`.
    private func ruleProblems(
        _ change: PolicyChange, standing: [Retry]?, possible: Set<FailureClass>,
        within deadline: Duration?, never: (Set<FailureClass>, SourceLocation?) -> Diagnostic
    ) -> [Diagnostic] {
        var problems: [Diagnostic] = []
        var rest = standing
        var covered: Set<FailureClass> = []
        var coversAll = false
        for rule in change.retries {
            if let classes = rule.classes {
                let foreign = classes.subtracting(possible)
                if !foreign.isEmpty { problems.append(never(foreign, rule.locations["on"])) }
                let twice = classes.intersection(covered)
                if !twice.isEmpty {
                    problems.append(.coveredClasses(twice, at: rule.locations["on"]))
                }
                covered.formUnion(classes)
            } else {
                // `none` means that nothing is retried, which may be true already.
                if coversAll || (rest?.isEmpty == true && rule.attempts != 1) {
                    problems.append(.nothingToCover(at: rule.locations[""]))
                }
                coversAll = true
                covered.formUnion((rest ?? []).flatMap(\.classes))
            }
            var rules: [Retry]?
            if var standing = rest {
                rules = rule.rules(takenFrom: &standing)
                rest = standing
            }
            let waits = IdleWaits(rule, becoming: rules)
            problems += waits.problems()
            if let deadline, waits.outlasts(deadline) {
                problems.append(.waitBeyondDeadline(deadline, at: rule.locations["delay"]))
            }
        }
        return problems
    }

    private func rewindProblems(
        of step: StepDefinition, at index: Int, _ policy: Policy
    ) -> [Diagnostic] {
        var problems: [Diagnostic] = []
        for retry in policy.retries {
            guard case .step(let target) = retry.rewind else { continue }
            let place =
                step.policies.flatMap(\.retries).last { $0.rewind == target }?
                .locations["rewind"] ?? step.locations[""]
            if let found = placeByID[target] {
                if found >= index {
                    problems.append(.forwardRewind(target, of: step, at: place))
                }
            } else {
                problems.append(
                    .unknownRewind(
                        target, of: step, among: definition.steps[..<index].map(\.id),
                        former: definition.former.last { $0.step.id == target }, at: place))
            }
        }
        return problems
    }

    /// Finds rules for timeouts if the deadline passes no later than the first attempt's timeout.
    private func timeoutProblems(
        of step: StepDefinition, _ kind: StepKind, _ policy: Policy
    ) -> [Diagnostic] {
        guard !kind.failures.contains(.timeout), let timeout = policy.timeout,
            let deadline = shorter(policy.deadline, definition.deadline), deadline <= timeout
        else { return [] }
        return step.policies.flatMap(\.retries)
            .filter { $0.classes == [.timeout] }
            .map { .idleTimeoutRule(timeout, deadline, of: step, at: $0.locations["on"]) }
    }

    private func shorter(_ one: Duration?, _ other: Duration?) -> Duration? {
        guard let one, let other else { return one ?? other }
        return min(one, other)
    }

    /// Finds limits that another one always precedes.
    ///
    /// - Parameters:
    ///   - owner: who has the limits, for a message.
    ///   - own: the limits to check.
    ///   - deadline: the step's resulting deadline.
    ///   - layers: where to look for the deadline's place.
    ///   - location: the place of limits that have none of their own.
    /// - Returns: what is wrong with them.
    private func limitProblems(
        _ owner: String, _ own: PolicyChange, _ deadline: Duration?, of layers: [PolicyChange],
        near location: SourceLocation? = nil
    ) -> [Diagnostic] {
        var problems: [Diagnostic] = []
        let run = definition.deadline
        for (name, limit) in [("timeout", own.timeout), ("deadline", own.deadline)] {
            guard let limit else { continue }
            let place = own.locations[name] ?? location
            if limit <= .zero {
                problems.append(.senselessLimit(name, of: owner, at: place))
            } else if name == "timeout", let deadline, limit > deadline {
                let word = layers.last { $0.deadline != nil }
                problems.append(
                    .lateLimit(
                        name, limit, of: owner, at: place,
                        after: word == nil ? "the kind's own deadline" : "its deadline", deadline,
                        at: word?.locations["deadline"]))
            } else if let run, limit > run {
                problems.append(
                    .lateLimit(
                        name, limit, of: owner, at: place, after: "the deadline of the whole run",
                        run, at: definition.locations["deadline"]))
            }
        }
        return problems
    }

    /// The limits that result from several changes, each with its place.
    private func merged(_ changes: [PolicyChange]) -> PolicyChange? {
        guard var merged = changes.first else { return nil }
        for change in changes.dropFirst() {
            if let timeout = change.timeout {
                merged.timeout = timeout
                merged.locations.byPath["timeout"] = change.locations["timeout"]
            }
            if let deadline = change.deadline {
                merged.deadline = deadline
                merged.locations.byPath["deadline"] = change.locations["deadline"]
            }
        }
        return merged
    }
}

extension StepKind {
    /// The classes with which an attempt can end.
    package var possibleFailures: Set<FailureClass> { failures.union([.timeout]) }
}
