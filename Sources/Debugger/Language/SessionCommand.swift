package import Pipeline

/// What a person wants at a pause.
package enum SessionCommand: Sendable, Equatable {
    /// What was said last, where it is one to repeat.
    case again
    case step
    case next
    case `continue`
    case until(String)
    case addBreakpoint(Breakpoint.Place)
    case listBreakpoints
    /// Nil for all.
    case deleteBreakpoint(Int?)
    case retry
    case skip
    /// The value as typed.
    case set(FactName, String)
    case unset(FactName)
    /// Those whose name begins so.
    case facts(String)
    /// A fact's name, or a text with templates in it.
    case print(String)
    /// Of the step with this id; nil for the one where the run stands.
    case showParameters(String?)
    /// A parameter of the step where the run stands, the value as typed.
    case setParameter(String, String)
    /// Of a step that has not begun.
    case move(StepMove)
    case plan
    case back(String)
    case revert
    case log(Int)
    case request(Int)
    case shell
    case save(String)
    case detach
    case quit
    /// Of one command; nil for all.
    case help(CommandName?)
}

extension SessionCommand {
    /// The word that it is typed with, where it is one that undoing does not allow.
    var word: String {
        switch self {
        case .retry: "retry"
        case .set: "set"
        case .unset: "unset"
        case .setParameter: "params"
        case .move: "move"
        case .back: "back"
        case .revert: "revert"
        default: "quit"
        }
    }
}
