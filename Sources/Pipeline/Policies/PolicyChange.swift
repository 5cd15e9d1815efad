/// What a pipeline file says about a policy; what it leaves out stays as it was.
package struct PolicyChange: Sendable, Equatable {
    package var retries: [RetryChange]
    package var timeout: Duration?
    package var deadline: Duration?
    package var onFailure: Policy.OnFailure?
    /// Where `retry`, `timeout`, `deadline` and `on-failure` stand.
    package var locations = Locations()

    package init(
        retries: [RetryChange] = [], timeout: Duration? = nil, deadline: Duration? = nil,
        onFailure: Policy.OnFailure? = nil
    ) {
        self.retries = retries
        self.timeout = timeout
        self.deadline = deadline
        self.onFailure = onFailure
    }

    /// The policy with this change made: a rule of the change speaks for the classes that it names,
    /// and the standing rules go on speaking for the others.
    package func applied(to policy: Policy) -> Policy {
        var standing = policy.retries
        let rules = retries.flatMap { $0.rules(takenFrom: &standing) }
        return Policy(
            retries: rules + standing,
            timeout: timeout ?? policy.timeout,
            deadline: deadline ?? policy.deadline,
            onFailure: onFailure ?? policy.onFailure)
    }

    /// The same without rules for classes other than these.
    package func limited(to classes: Set<FailureClass>) -> PolicyChange {
        var limited = self
        limited.retries = retries.compactMap { rule in
            guard let named = rule.classes else { return rule }
            let common = named.intersection(classes)
            guard !common.isEmpty else { return nil }
            var rule = rule
            rule.classes = common
            return rule
        }
        return limited
    }
}
