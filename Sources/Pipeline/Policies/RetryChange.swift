/// One `retry` of a pipeline file.
package struct RetryChange: Sendable, Equatable {
    package var attempts: Int?
    package var delay: Duration?
    package var factor: Double?
    package var maxDelay: Duration?
    package var jitter: Retry.Jitter?
    /// Nil for every class that is retried already and that no earlier rule names.
    package var classes: Set<FailureClass>?
    /// The id of a step.
    package var rewind: String?
    /// The places of the rule and its keys.
    package var locations = Locations()

    package init() {}

    /// Removes this rule's classes from the existing rules.
    ///
    /// - Returns: for each existing rule that covered one of these classes, a copy with the file's
    ///   settings in place of its own; and one rule for the classes that had none.
    func rules(takenFrom standing: inout [Retry]) -> [Retry] {
        var rest = classes ?? []
        var rules: [Retry] = []
        for index in standing.indices {
            let own = standing[index].classes
            let common = classes.map(own.intersection) ?? own
            guard !common.isEmpty else { continue }
            rest.subtract(common)
            rules.append(changed(standing[index], on: common))
            standing[index].classes.subtract(common)
        }
        standing.removeAll { $0.classes.isEmpty }
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
        if let rewind { rule.rewind = .step(rewind) }
        return rule
    }
}
