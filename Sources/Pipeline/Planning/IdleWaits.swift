/// Finds what a `retry` of a file says of waits and can never act.
///
/// A bound that is merely not reached, as a `max-delay` of 30s after two waits of 1s and 2s, is no
/// mistake: it says how long a person would wait at most.
struct IdleWaits {
    private let rule: RetryChange
    /// What holds under the rule, for each set of classes that it speaks for; nil where it depends on
    /// the step.
    private let outcomes: [Outcome]

    private struct Outcome {
        var attempts: Int?
        var delay: Duration?
        var factor: Double?
        var maxDelay: Duration?
        var jitter: Retry.Jitter?
    }

    /// Takes a rule with what comes of it for a step; nil for a rule of defaults, of which only what it
    /// says is known.
    init(_ rule: RetryChange, becoming rules: [Retry]?) {
        self.rule = rule
        let stated = Outcome(
            attempts: rule.attempts, delay: rule.delay, factor: rule.factor,
            maxDelay: rule.maxDelay, jitter: rule.jitter)
        outcomes =
            rules?.map {
                Outcome(
                    attempts: $0.attempts, delay: $0.delay, factor: $0.factor,
                    maxDelay: $0.maxDelay, jitter: $0.jitter)
            } ?? [stated]
    }

    /// What is wrong, the first of what has one cause.
    func problems() -> [Diagnostic] {
        guard !outcomes.isEmpty else { return [] }
        if outcomes.allSatisfy({ $0.attempts == 1 }) {
            return keyOfAnyWait.map { [.onlyOneAttempt($0, at: place($0))] } ?? []
        }
        if let delay = rule.delay, let limit = rule.maxDelay, limit < delay {
            return [
                .delayBeyondLimit(delay, limit, at: place("delay"), limitAt: place("max-delay"))
            ]
        }
        if let key = keyOfLongerWait, outcomes.allSatisfy({ $0.delay == .zero }) {
            return [
                .idleWait(
                    key, "`delay` is 0s, and so is every wait", "say a `delay`", at: place(key))
            ]
        }
        guard let factor = rule.factor, factor != 1 else { return [] }
        if outcomes.allSatisfy({ $0.attempts == 2 }) {
            return [
                .idleWait(
                    "factor", "with 2 attempts there is one wait, of `delay`",
                    "allow more attempts", at: place("factor"))
            ]
        }
        let isBounded = outcomes.allSatisfy { outcome in
            guard let delay = outcome.delay, let limit = outcome.maxDelay else { return false }
            return delay >= limit
        }
        guard isBounded, let limit = outcomes.first?.maxDelay else { return [] }
        return [
            .idleWait(
                "factor", "the first wait is as long as `max-delay`, \(limit.readable)",
                "say a longer `max-delay`", at: place("factor"))
        ]
    }

    /// Whether the wait after the first failure is as long as a limit, whatever chance says.
    ///
    /// - Parameter limit: after which no attempt begins.
    /// - Returns: false where that is chance.
    func outlasts(_ limit: Duration) -> Bool {
        guard rule.delay != nil, !outcomes.isEmpty else { return false }
        return outcomes.allSatisfy { outcome in
            guard let delay = outcome.delay else { return false }
            let shortest: Duration =
                switch outcome.jitter ?? .full {
                case .none: delay
                case .equal: delay / 2
                case .full: .zero
                }
            return shortest >= limit
        }
    }

    private func place(_ key: String) -> SourceLocation? { rule.locations[key] }

    /// A key that says something only of attempts after the first.
    private var keyOfAnyWait: String? {
        if rule.rewind != nil { return "rewind" }
        return rule.delay != nil ? "delay" : keyOfLongerWait
    }

    /// A key that says something only of waits that take time.
    private var keyOfLongerWait: String? {
        if rule.maxDelay != nil { return "max-delay" }
        if rule.factor != nil { return "factor" }
        return rule.jitter == nil ? nil : "jitter"
    }
}
