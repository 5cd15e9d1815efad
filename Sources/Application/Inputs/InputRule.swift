import Bytes
import Pipeline
import PipelineFile

/// What an input may look like: it becomes part of names at the provider and of tags.
enum InputRule {
    /// What is wrong with a value and what to do; nil if nothing is.
    ///
    /// The value is not repeated, but for the digits of a major version.
    static func problem(
        with text: String, of input: FactName
    ) -> (message: String, remedy: String)? {
        if input == FactKey.major.name { return majorProblem(with: text) }
        return PlainName.problem(with: text).map { problem in
            (
                problem,
                "use letters, digits, `.`, `_` and `-`, at most \(PlainName.lengthLimit), "
                    + "a letter or a digit first"
            )
        }
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
