import Bytes
import Pipeline

/// A command whose program is a shell that gets its script as an argument.
enum ShellCommand {
    private static let shells: Set = [
        "sh", "ash", "bash", "dash", "fish", "ksh", "mksh", "rbash", "yash", "zsh",
    ]

    /// What is wrong with commands that have a fact in the script of a shell.
    ///
    /// The shell would read the fact as a part of its program, whatever it holds. Arguments behind the
    /// script are data to it, and may have facts.
    ///
    /// - Parameters:
    ///   - parameters: of a step, with their templates.
    ///   - names: those that are commands.
    /// - Returns: the first problem; nil if there is none.
    static func problem(
        in parameters: [String: Value], _ names: [String]
    ) -> ParameterRule.Problem? {
        for name in names {
            guard let words = parameters[name].flatMap([String].init),
                let script = script(in: words), let fact = (try? Template(script))?.facts.first
            else { continue }
            return ParameterRule.Problem(
                "has `${\(fact)}` in the script of a shell, which would run whatever the fact holds",
                "write \"$\(FactVariables.variable(of: fact))\" in its place, or give the fact as an "
                    + "argument after the script", at: name)
        }
        return nil
    }

    /// The script that a shell in the command runs; nil if there is none.
    ///
    /// The shell may stand behind programs that start it: `env`, `timeout 5`, `setpriv …`.
    static func script(in words: [String]) -> String? {
        guard let shell = words.firstIndex(where: isShell) else { return nil }
        let options = words[(shell + 1)...].prefix { word in
            word.utf8.count > 1
                && (word.utf8.first == UInt8(ascii: "-") || word.utf8.first == UInt8(ascii: "+"))
        }
        guard options.contains(where: isCommandOption) else { return nil }
        return words[options.endIndex...].first
    }

    private static func isShell(_ word: String) -> Bool {
        word.lastName.map(shells.contains) ?? false
    }

    /// `-c`, also among others: `-ec`.
    private static func isCommandOption(_ word: String) -> Bool {
        let bytes = word.utf8
        return bytes.first == UInt8(ascii: "-") && bytes.dropFirst().first != UInt8(ascii: "-")
            && bytes.contains(UInt8(ascii: "c")) || word == "--command"
    }
}
