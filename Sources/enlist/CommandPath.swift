import ArgumentParser
import Bytes
import Pipeline

/// The words with which a command line begins: those that name a command, or that are to.
///
/// The parser shows the overview where `help` is asked for a command that there is not, as if all were well.
enum CommandPath {
    /// Makes sure that the words name a command, as far as they are no options and no arguments of one.
    ///
    /// - Throws: `ValidationError`, with the nearest name.
    static func check(_ words: [String], below root: any ParsableCommand.Type) throws {
        var command = root
        var path: [String] = []
        let asksForHelp = words.first == "help"
        for word in words.dropFirst(asksForHelp ? 1 : 0) {
            if word.begins(with: "-") { return }
            let commands = command.configuration.subcommands
            if commands.isEmpty, !asksForHelp { return }
            guard let next = commands.first(where: { $0.configuration.commandName == word }) else {
                let shown = commands.map { $0.configuration }.filter { $0.shouldDisplay }
                throw ValidationError(
                    problem(with: word, after: path, among: shown.compactMap { $0.commandName }))
            }
            command = next
            path.append(word)
        }
    }

    private static func problem(
        with word: String, after path: [String], among shown: [String]
    ) -> String {
        let place = path.isEmpty ? "" : " of `\(path.joined(separator: " "))`"
        let near = nearestName(to: word, among: path.isEmpty ? shown + ["help"] : shown)
        let remedy =
            near.map { "did you mean `\($0)`?" }
            ?? (shown.isEmpty ? "it has none" : "`enlist help` lists the commands")
        return "there is no command `\(word)`\(place); \(remedy)"
    }
}
