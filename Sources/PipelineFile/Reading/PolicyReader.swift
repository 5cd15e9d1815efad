import Pipeline

/// Reads the keys of a policy: `retry`, `timeout`, `deadline`, `on-failure`.
struct PolicyReader {
    /// Whether `retry` accepts `rewind`: a default for all steps has no step to go back to.
    var canRewind = true

    /// The names of the keys.
    static let names = PolicyReader().keys.map(\.name)

    var keys: [FileKey<PolicyChange>] {
        [
            FileKey(
                "retry", "when a step is tried again; what it leaves out stays as the kind has it",
                schema: RetryReader.schema(canRewind: canRewind)
            ) { [canRewind] entry, change, problems in
                change.retries = RetryReader(node: entry.value, canRewind: canRewind)
                    .read(at: entry.keyLocation, &problems)
            },
            FileKey("timeout", "the most that one attempt may take", .duration, to: \.timeout),
            FileKey(
                "deadline", "the most that all attempts together may take, waits included",
                .duration, to: \.deadline),
            FileKey(
                "on-failure", "what a step that failed for good does to the run", .choice,
                to: \.onFailure),
        ]
    }

    /// Reads the policy change that the entries state; entries with other keys are ignored.
    ///
    /// - Returns: nil if no entry belongs to a policy.
    func read(_ entries: [YAMLNode.Entry], _ problems: inout [Diagnostic]) -> PolicyChange? {
        var change: PolicyChange?
        for entry in entries {
            guard let key = keys.first(where: { $0.name == entry.key }) else { continue }
            var changed = change ?? PolicyChange()
            changed.locations.byPath[entry.key] = entry.keyLocation
            key.read(entry, &changed, &problems)
            change = changed
        }
        return change
    }
}
