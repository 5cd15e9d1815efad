/// The runner's next action, and the changes that a person has made before it.
package struct Verdict: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
        /// What the runner would do by itself.
        case `continue`
        /// Repeat the step; its policy's attempts and time start over.
        case retry
        /// Continue with the next step, without the facts that this one would have given.
        case skip
        /// Repeat an earlier step; this one and those between are undone first, if they can be.
        case back(to: String)
        /// Stop, and undo the run's work.
        case revert
        /// Stop.
        case abort
        /// Stop as a signal does: the run can be resumed.
        case interrupt
    }

    package let action: Action
    /// Applied before anything else, in this order.
    package let changes: [HandChange]

    package init(_ action: Action, changes: [HandChange] = []) {
        self.action = action
        self.changes = changes
    }

    package static let `continue` = Verdict(.continue)
    package static let retry = Verdict(.retry)
    package static let skip = Verdict(.skip)
    package static let revert = Verdict(.revert)
    package static let abort = Verdict(.abort)
    package static let interrupt = Verdict(.interrupt)
}
