import Bytes
import Pipeline

/// A script as a parameter, which a shell reads and `enlist` does not expand.
///
/// A shell would read a fact in it as part of the program, whatever it holds; so facts are passed
/// only as variables, and what looks like a pipeline file's fact is refused.
enum ShellText {
    /// What is wrong with a script, as a predicate; nil if it is valid.
    static func problem(_ script: String) -> String? {
        if script.utf8.contains(0) { return "has a zero byte in it" }
        if script.trimmed().isEmpty { return "is empty" }
        var rest = script.utf8[...]
        while let start = rest.place(of: "${") {
            rest = rest[start.upperBound...]
            let word = rest.prefix { $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: ":") }
            let end = rest[word.endIndex...]
            guard end.first == UInt8(ascii: "}") || end.starts(with: ":-".utf8),
                end.contains(UInt8(ascii: "}")), let name = FactName(String(Substring(word))),
                name.text.hasByte(".") || plainFacts.contains(name)
            else { continue }
            return "has `${\(name)}` in it, which the shell does not know: a script gets facts as "
                + "variables, this one as \"$\(FactVariables.variable(of: name))\""
        }
        return nil
    }

    /// Facts whose names could be a shell's variables.
    private static let plainFacts = Set(Facts.inputs + [FactKey.hostname.name])
}
