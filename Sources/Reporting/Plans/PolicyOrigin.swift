import Pipeline

/// Finds the place in a file that set each part of a step's policy.
struct PolicyOrigin {
    private let step: PlannedStep

    init(_ step: PlannedStep) { self.step = step }

    /// The place of `timeout`, `deadline` or `on-failure`; nil for the kind's default.
    func location(of key: String) -> SourceLocation? {
        step.origin.policies.last { $0.states(key) }?.locations[key]
    }

    /// The place of a key of the rule for a class; nil for the kind's default.
    func location(of key: String, after failureClass: FailureClass) -> SourceLocation? {
        var standing = step.kind.policy
        var location: SourceLocation?
        for change in step.origin.policies {
            let isTriedAgain = standing.retry(after: failureClass) != nil
            let rule = change.retries.first { $0.classes?.contains(failureClass) ?? isTriedAgain }
            if let rule, rule.states(key) { location = rule.locations[key] }
            standing = change.applied(to: standing)
        }
        return location
    }
}

extension PolicyChange {
    fileprivate func states(_ key: String) -> Bool {
        switch key {
        case "timeout": timeout != nil
        case "deadline": deadline != nil
        default: onFailure != nil
        }
    }
}

extension RetryChange {
    fileprivate func states(_ key: String) -> Bool {
        switch key {
        case "attempts": attempts != nil
        case "delay": delay != nil
        case "factor": factor != nil
        case "max-delay": maxDelay != nil
        case "jitter": jitter != nil
        default: rewind != nil
        }
    }
}
