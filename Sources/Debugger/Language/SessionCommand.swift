package import Pipeline

/// A person's command at a pause.
package enum SessionCommand: Sendable, Equatable {
    /// Repeats the last command, if it can be repeated.
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
    /// Shows the facts whose names have this prefix.
    case facts(String)
    /// Prints a fact by its name, or a text with templates in it.
    case print(String)
    /// Shows the parameters of the step with this id; nil for the current step.
    case showParameters(String?)
    /// Sets a parameter of the current step, to the value as typed.
    case setParameter(String, String)
    /// Moves a step that has not begun.
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
    /// Explains one command; nil for all.
    case help(CommandName?)
}

extension SessionCommand {
    /// The word that a person types, for a command that is refused during an undo.
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
