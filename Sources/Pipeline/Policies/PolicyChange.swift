/// The policy settings of a pipeline file; anything left out stays unchanged.
package struct PolicyChange: Sendable, Equatable {
    package var retries: [RetryChange]
    package var timeout: Duration?
    package var deadline: Duration?
    package var onFailure: Policy.OnFailure?
    /// The places of `retry`, `timeout`, `deadline` and `on-failure`.
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

    /// Returns the policy with this change applied.
    ///
    /// A rule of the change applies to the classes that it names; the existing rules still apply to
    /// the others.
    package func applied(to policy: Policy) -> Policy {
        var standing = policy.retries
        let rules = retries.flatMap { $0.rules(takenFrom: &standing) }
        return Policy(
            retries: rules + standing,
            timeout: timeout ?? policy.timeout,
            deadline: deadline ?? policy.deadline,
            onFailure: onFailure ?? policy.onFailure)
    }

    /// Returns the change without rules for classes other than these.
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
