/// Finds settings of waits in a `retry` of a file that can never take effect.
///
/// A bound that is merely not reached is no mistake, as a `max-delay` of 30s after two waits of 1s
/// and 2s: it says how long a person is willing to wait at most.
struct IdleWaits {
    private let rule: RetryChange
    /// The resulting rule for each set of classes that it covers; nil members depend on the step.
    private let outcomes: [Outcome]

    private struct Outcome {
        var attempts: Int?
        var delay: Duration?
        var factor: Double?
        var maxDelay: Duration?
        var jitter: Retry.Jitter?
    }

    /// Creates a check for a rule, and the rules that result from it for a step.
    ///
    /// The latter are nil for a rule of the pipeline's defaults, of which only the stated keys are
    /// known.
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

    /// Returns the problems; of several with the same cause, the first.
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

    /// Whether the wait after the first failure is at least as long as a limit, whatever the
    /// jitter.
    ///
    /// - Parameter limit: the time after which no attempt begins.
    /// - Returns: false if it depends on chance.
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

    /// A key that affects only attempts after the first.
    private var keyOfAnyWait: String? {
        if rule.rewind != nil { return "rewind" }
        return rule.delay != nil ? "delay" : keyOfLongerWait
    }

    /// A key that affects only waits longer than zero.
    private var keyOfLongerWait: String? {
        if rule.maxDelay != nil { return "max-delay" }
        if rule.factor != nil { return "factor" }
        return rule.jitter == nil ? nil : "jitter"
    }
}
