import Pipeline

/// One call of a plugin's step.
struct PluginCall: Sendable, Equatable {
    /// One of a step's functions.
    enum Entry: String, Sendable { case run, check, revert, require }

    let kind: String
    let entry: Entry
    /// The arguments of the signature, without the call; nil for a null pointer.
    let values: [Value?]
    /// The facts that the step needs.
    let facts: [String: Value]
    /// What the step has recorded in this run.
    let recorded: [String: Value]
}

/// The result of a call.
enum PluginOutcome: Sendable, Equatable {
    /// The facts that it gave.
    case done([String: Value])
    /// A check found work to do.
    case notDone
}
