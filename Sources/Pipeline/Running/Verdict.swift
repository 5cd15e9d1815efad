/// What the runner is to do, and what a person has changed before it does.
package struct Verdict: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
        /// What it would do by itself.
        case `continue`
        /// The step once more, with its policy's attempts and time counted anew.
        case retry
        /// The next step, without the facts that this one would have given.
        case skip
        /// An earlier step once more; this one and those between are undone first, where they can be.
        case back(to: String)
        /// Stop, and undo what was done.
        case revert
        /// Stop.
        case abort
        /// Stop as a signal does: the run can be done again.
        case interrupt
    }

    package let action: Action
    /// Made before anything else is done, in this order.
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
