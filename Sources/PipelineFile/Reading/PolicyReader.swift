import Pipeline

/// Reads the keys of a policy: `retry`, `timeout`, `deadline`, `on-failure`.
struct PolicyReader {
    static let keys = ["retry", "timeout", "deadline", "on-failure"]

    /// Whether `retry` can have `rewind`: what holds for all steps has no step to go back to.
    var canRewind = true

    /// Makes the change that those of the entries state which are a policy's.
    ///
    /// - Returns: nil where none is.
    func read(_ entries: [YAMLNode.Entry], _ problems: inout [Diagnostic]) -> PolicyChange? {
        let entries = entries.filter { Self.keys.contains($0.key) }
        guard !entries.isEmpty else { return nil }
        var change = PolicyChange()
        for entry in entries {
            change.locations.byPath[entry.key] = entry.keyLocation
            switch entry.key {
            case "retry":
                let reader = RetryReader(node: entry.value, canRewind: canRewind)
                change.retries = reader.read(at: entry.keyLocation, &problems)
            case "timeout":
                change.timeout = entry.value.duration("timeout", &problems)
            case "deadline":
                change.deadline = entry.value.duration("deadline", &problems)
            default:
                change.onFailure = entry.value.choice(
                    "on-failure", Policy.OnFailure.self, &problems)
            }
        }
        return change
    }
}
