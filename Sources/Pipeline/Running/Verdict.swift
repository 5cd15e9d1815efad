/// What the runner is to do.
package enum Verdict: Sendable, Equatable {
    /// What it would do by itself.
    case `continue`
    /// The step once more, with its policy's attempts counted anew.
    case retry
    /// The next step, without the facts that this one would have given.
    case skip
    /// Stop, and undo what was done.
    case revert
    /// Stop.
    case abort
}
