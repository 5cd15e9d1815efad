/// What a pipeline file says about a step's policy; what it leaves out stays as the kind has it.
package struct PolicyChange: Sendable, Equatable {
    package var retries: [RetryChange]
    package var timeout: Duration?
    package var deadline: Duration?
    package var onFailure: Policy.OnFailure?

    package init(
        retries: [RetryChange] = [], timeout: Duration? = nil, deadline: Duration? = nil,
        onFailure: Policy.OnFailure? = nil
    ) {
        self.retries = retries
        self.timeout = timeout
        self.deadline = deadline
        self.onFailure = onFailure
    }

    /// The policy with this change made: a rule of the change speaks first for the classes that it
    /// names, and the kind's rules go on speaking for the others.
    package func applied(to policy: Policy) -> Policy {
        Policy(
            retries: retries.flatMap { $0.rules(basedOn: policy) } + policy.retries,
            timeout: timeout ?? policy.timeout,
            deadline: deadline ?? policy.deadline,
            onFailure: onFailure ?? policy.onFailure)
    }
}

/// One `retry` of a pipeline file.
package struct RetryChange: Sendable, Equatable {
    package var attempts: Int?
    package var delay: Duration?
    package var factor: Double?
    package var maxDelay: Duration?
    package var jitter: Retry.Jitter?
    /// Nil for every class that the kind itself retries.
    package var classes: Set<FailureClass>?
    package var rewind: String?

    package init() {}

    /// The rules that this makes of a policy's: each of them that speaks for one of these classes,
    /// with what the file says in the place of what it said; and one for classes that have none.
    func rules(basedOn policy: Policy) -> [Retry] {
        var rest = classes ?? []
        var rules: [Retry] = []
        for standing in policy.retries {
            let common = classes.map(standing.classes.intersection) ?? standing.classes
            guard !common.isEmpty else { continue }
            rest.subtract(common)
            rules.append(changed(standing, on: common))
        }
        guard !rest.isEmpty else { return rules }
        return rules + [changed(Retry(on: rest, attempts: 5, delay: .seconds(1)), on: rest)]
    }

    private func changed(_ standing: Retry, on classes: Set<FailureClass>) -> Retry {
        var rule = standing
        rule.classes = classes
        if let attempts { rule.attempts = attempts }
        if let delay { rule.delay = delay }
        if let factor { rule.factor = factor }
        rule.maxDelay = maxDelay ?? max(rule.maxDelay, rule.delay)
        if let jitter { rule.jitter = jitter }
        if let rewind { rule.rewind = rewind }
        return rule
    }
}
