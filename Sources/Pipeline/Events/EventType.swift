/// The name of an event's body in its JSON; any other word is the name of an activity.
package enum EventType: String, Sendable, CaseIterable {
    case preparationFailed = "preparation-failed"
    case runIdentified = "run-identified"
    case runStarted = "run-started"
    case runResumed = "run-resumed"
    case attemptStarted = "attempt-started"
    case alreadyDone = "already-done"
    case attemptSucceeded = "attempt-succeeded"
    case attemptFailed = "attempt-failed"
    case attemptInterrupted = "attempt-interrupted"
    case retrying
    case rewinding
    case waiting
    case stepSucceeded = "step-succeeded"
    case stepFailed = "step-failed"
    case stepSkipped = "step-skipped"
    case rebootNeeded = "reboot-needed"
    case recorded
    case factChanged = "fact-changed"
    case parameterChanged = "parameter-changed"
    case revertStarted = "revert-started"
    case revertSucceeded = "revert-succeeded"
    case revertFailed = "revert-failed"
    case note
    case warning
    case output
    case runFinished = "run-finished"
}

extension EventType {
    /// The type of a body; nil for an activity, which has its own name.
    package init?(_ body: Event.Body) {
        switch body {
        case .preparationFailed: self = .preparationFailed
        case .runIdentified: self = .runIdentified
        case .runStarted: self = .runStarted
        case .runResumed: self = .runResumed
        case .attemptStarted: self = .attemptStarted
        case .alreadyDone: self = .alreadyDone
        case .attemptSucceeded: self = .attemptSucceeded
        case .attemptFailed: self = .attemptFailed
        case .attemptInterrupted: self = .attemptInterrupted
        case .retrying: self = .retrying
        case .rewinding: self = .rewinding
        case .waiting: self = .waiting
        case .stepSucceeded: self = .stepSucceeded
        case .stepFailed: self = .stepFailed
        case .stepSkipped: self = .stepSkipped
        case .rebootNeeded: self = .rebootNeeded
        case .recorded: self = .recorded
        case .factChanged: self = .factChanged
        case .parameterChanged: self = .parameterChanged
        case .revertStarted: self = .revertStarted
        case .revertSucceeded: self = .revertSucceeded
        case .revertFailed: self = .revertFailed
        case .note: self = .note
        case .warning: self = .warning
        case .output: self = .output
        case .activity: return nil
        case .runFinished: self = .runFinished
        }
    }
}

extension Event.Body {
    /// The event's type in JSON.
    package var type: String {
        if case .activity(let name, _) = self { return name }
        return EventType(self)?.rawValue ?? ""
    }
}
