import Pipeline

/// One call of a plugin's step.
struct PluginCall: Sendable, Equatable {
    /// Which of a step's functions.
    enum Entry: String, Sendable { case run, check, revert, require }

    let kind: String
    let entry: Entry
    /// For each argument of the signature, besides the call; nil for nothing.
    let values: [Value?]
    /// The facts that the step needs.
    let facts: [String: Value]
    /// What the step has recorded in this run.
    let recorded: [String: Value]
}

/// What came of a call.
enum PluginOutcome: Sendable, Equatable {
    /// The facts that it gave.
    case done([String: Value])
    /// Of a check: there is work to do.
    case notDone
}
