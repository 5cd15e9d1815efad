package import Pipeline

/// What is wrong with a command and what to do; the wording of all of this module's errors.
package struct DebugProblem: Error, Sendable, Equatable {
    package let message: String
    package let remedy: String

    package init(_ message: String, remedy: String) {
        self.message = message
        self.remedy = remedy
    }

    /// The form in a session.
    package var lines: [String] { ["error: \(message)", "    what to do: \(remedy)"] }
}

extension DebugProblem {
    init(_ diagnostic: Diagnostic) {
        self.init(diagnostic.message, remedy: diagnostic.remedy)
    }

    static func unknownCommand(_ word: String) -> DebugProblem {
        DebugProblem(
            "there is no command `\(word)`",
            remedy: suggestion(
                word, CommandName.allCases.map(\.rawValue), otherwise: "`help` lists the commands"))
    }

    static func ambiguous(_ word: String, _ names: [CommandName]) -> DebugProblem {
        DebugProblem(
            "`\(word)` can be \(list(names.map(\.rawValue)))",
            remedy: "type a letter more")
    }

    static func usage(_ name: CommandName) -> DebugProblem {
        DebugProblem("`\(name.rawValue)` is typed otherwise", remedy: name.usage)
    }

    static func notAFact(_ word: String) -> DebugProblem {
        DebugProblem(
            "`\(word)` is not a fact's name",
            remedy: "write words of lower-case letters, digits and `-`, joined by dots: stack.id")
    }

    static func unknownClass(_ word: String) -> DebugProblem {
        let classes = FailureClass.allCases.map(\.rawValue)
        return DebugProblem(
            "there is no class of failures `\(word)`",
            remedy: suggestion(
                word, classes + ["failure"], otherwise: "choose from failure, \(list(classes))"))
    }

    static func unknownStep(_ id: String, among ids: [String]) -> DebugProblem {
        DebugProblem(
            "there is no step `\(id)` in this run",
            remedy: suggestion(id, ids, otherwise: "choose from \(list(ids))"))
    }

    static func unknownFact(_ name: String, among names: [String]) -> DebugProblem {
        DebugProblem(
            "the fact `\(name)` is not known",
            remedy: suggestion(name, names, otherwise: "`facts` shows those that are"))
    }

    package static func malformed(_ error: Template.Malformed) -> DebugProblem {
        DebugProblem(error.reason, remedy: "write a fact as ${name}, and a dollar sign as $$")
    }

    static func noBreakpoint(_ number: Int) -> DebugProblem {
        DebugProblem("there is no breakpoint \(number)", remedy: "`break` lists them")
    }

    static func notPassed(_ id: String) -> DebugProblem {
        DebugProblem("`\(id)` is not behind this point", remedy: "`until \(id)` goes there")
    }

    static func isBehind(_ id: String) -> DebugProblem {
        DebugProblem("`\(id)` is behind this point", remedy: "`back \(id)` goes there")
    }

    static func hasBegun(_ id: String) -> DebugProblem {
        DebugProblem(
            "`\(id)` has begun, or is about to, and stays where it is",
            remedy: "move steps that come later; `plan` shows them")
    }

    static func movedToItself(_ id: String) -> DebugProblem {
        DebugProblem("`\(id)` cannot be moved next to itself", remedy: "name another step")
    }

    static func whileUndoing(_ name: String) -> DebugProblem {
        DebugProblem(
            "the run is being undone, and `\(name)` would change what it was",
            remedy: "`step` undoes this step, `skip` leaves it, `continue` undoes all the rest")
    }

    static func isDone(_ id: String) -> DebugProblem {
        DebugProblem("`\(id)` is done already", remedy: "`back \(id)` undoes it where it can be")
    }

    static func secret(_ name: FactName) -> DebugProblem {
        DebugProblem("`\(name)` is a secret", remedy: "leave it out: it is never shown")
    }

    /// The note for a breakpoint on a fact that no step gives.
    static func givenByNobody(_ name: FactName, among names: [String]) -> String {
        "nothing in this run gives `\(name)`"
            + (nearestName(to: name.text, among: names).map { "; did you mean `\($0)`?" } ?? "")
    }

    /// The note for a fact that is set and that no step refers to.
    static func readByNobody(_ name: FactName, among names: [String]) -> String {
        "nothing in this run refers to `\(name)`"
            + (nearestName(to: name.text, among: names).map { "; did you mean `\($0)`?" } ?? "")
    }

    static func wrongType(
        _ name: FactName, _ type: ValueShape, givenBy step: String?
    ) -> DebugProblem {
        DebugProblem(
            "`\(name)` should be \(type.words)" + (step.map { ", as `\($0)` gives it" } ?? ""),
            remedy: "write such a value")
    }

    static let nothingToSave = DebugProblem(
        "nothing was changed that a pipeline file can say",
        remedy: "change a parameter with `params`, or an input with `set`, or `skip` a step, before"
    )

    private static func suggestion(
        _ word: String, _ names: [String], otherwise: String
    ) -> String {
        nearestName(to: word, among: names).map { "did you mean `\($0)`?" } ?? otherwise
    }

    private static func list(_ names: [String]) -> String {
        names.map { "`\($0)`" }.joined(separator: ", ")
    }
}
