import Bytes
import Pipeline
import PipelineFile

/// The rule for an input's value, which becomes part of names at the provider and of tags.
enum InputRule {
    /// What is wrong with a value and what to do; nil if nothing is.
    ///
    /// The value is not repeated, except for the digits of a major version, and for a valid value
    /// with blanks around it, which are easily overlooked.
    static func problem(
        with text: String, of input: FactName
    ) -> (message: String, remedy: String)? {
        if let problem = blankProblem(with: text, of: input) { return problem }
        if input == FactKey.major.name { return majorProblem(with: text) }
        return PlainName.problem(with: text).map { problem in
            (
                problem,
                "use letters, digits, `.`, `_` and `-`, at most \(PlainName.lengthLimit), "
                    + "a letter or a digit first"
            )
        }
    }

    /// The problem with a value that is valid except for the blanks around it; nil if that is not
    /// the problem.
    private static func blankProblem(
        with text: String, of input: FactName
    ) -> (message: String, remedy: String)? {
        let trimmed = text.trimmed()
        guard !trimmed.isEmpty, !trimmed.isSpelled(text), problem(with: trimmed, of: input) == nil
        else { return nil }
        let place =
            switch (text.begins(with: trimmed), text.ends(with: trimmed)) {
            case (true, _): "at its end"
            case (_, true): "at its beginning"
            default: "on both sides"
            }
        return (
            "has white space \(place): it is \(text.debugDescription)", "give it as \"\(trimmed)\""
        )
    }

    private static func majorProblem(with text: String) -> (message: String, remedy: String)? {
        if isMajor(text) { return nil }
        let isLetter = { (byte: UInt8) in byte == UInt8(ascii: "v") || byte == UInt8(ascii: "V") }
        let digits = String(Substring(text.utf8.drop(while: isLetter)))
        let remedy =
            isMajor(digits)
            ? "give the number only: \(digits)" : "give a whole number of 1 to 9 digits, as 3"
        return (text.isEmpty ? "is empty" : "is not a number", remedy)
    }

    private static func isMajor(_ text: some StringProtocol) -> Bool {
        1...9 ~= text.utf8.count && text.utf8.allSatisfy(\.isDigit)
    }
}
