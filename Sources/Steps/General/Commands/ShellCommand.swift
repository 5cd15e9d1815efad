import Bytes
import Pipeline

/// A command whose program is a shell with its script as an argument.
enum ShellCommand {
    private static let shells: Set = [
        "sh", "ash", "bash", "dash", "fish", "ksh", "mksh", "rbash", "yash", "zsh",
    ]

    /// The problem with commands that have a fact in the script of a shell.
    ///
    /// The shell would read the fact as part of its program, whatever it holds. Arguments after the
    /// script are data to the shell, and may contain facts.
    ///
    /// - Parameters:
    ///   - parameters: of a step, with their templates.
    ///   - names: the parameters that are commands.
    /// - Returns: the first problem; nil if none exists.
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

    /// The script that a shell in the command runs; nil if no shell runs one.
    ///
    /// The shell may follow programs that start it: `env`, `timeout 5`, `setpriv …`.
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

    /// Whether the word is `-c`, also combined with others: `-ec`.
    private static func isCommandOption(_ word: String) -> Bool {
        let bytes = word.utf8
        return bytes.first == UInt8(ascii: "-") && bytes.dropFirst().first != UInt8(ascii: "-")
            && bytes.contains(UInt8(ascii: "c")) || word == "--command"
    }
}
