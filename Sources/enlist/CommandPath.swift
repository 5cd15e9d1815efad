import ArgumentParser
import Bytes
import Pipeline

/// The words at the beginning of a command line that name a command, or should.
///
/// The parser prints the overview if `help` is requested for an unknown command, as if there were
/// no error.
enum CommandPath {
    /// Checks that the words name a command, apart from its options and arguments.
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
