import Pipeline

/// A step's policy as a person reads it: what acts on failures that its kind can have.
struct PolicyText {
    let policy: Policy
    let failures: Set<FailureClass>

    /// Phrases, each for a line of its own.
    var lines: [String] {
        var lines = rules.map { classes, retry in
            "after \(classes.map(\.rawValue).joined(separator: ", ")): \(text(retry))"
        }
        var limits: [String] = []
        if let timeout = policy.timeout { limits.append("\(timeout.readable) an attempt") }
        if let deadline = policy.deadline { limits.append("\(deadline.readable) in all") }
        if !limits.isEmpty { lines.append("at most \(limits.joined(separator: ", "))") }
        if policy.onFailure == .continue { lines.append("if it fails, the run goes on") }
        return lines
    }

    /// The rules that can act, each with the classes that it is the first to name.
    var rules: [(classes: [FailureClass], retry: Retry)] {
        var rules: [(classes: [FailureClass], retry: Retry)] = []
        for retry in policy.retries where retry.attempts > 1 {
            let classes = FailureClass.allCases.filter {
                (failures.contains($0) || $0 == .timeout && policy.timeout != nil)
                    && policy.retry(after: $0) == retry
            }
            if !classes.isEmpty, !rules.contains(where: { $0.retry == retry }) {
                rules.append((classes, retry))
            }
        }
        return rules
    }

    private func text(_ retry: Retry) -> String {
        let back = retry.rewind.map { "back to \($0), " } ?? ""
        let first = retry.delay.readable
        let growth =
            retry.factor > 1 && retry.maxDelay > retry.delay
            ? "\(first) growing to \(retry.maxDelay.readable)" : first
        let jitter = retry.jitter == .none ? "exactly " : "up to "
        return "\(back)\(retry.attempts) attempts, waits of \(jitter)\(growth)"
    }
}
