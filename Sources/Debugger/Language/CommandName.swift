import Bytes

/// The commands by name, in the order of the help.
package enum CommandName: String, Sendable, CaseIterable {
    case step, next, `continue`, until, `break`, delete
    case retry, skip, move, back, revert
    case facts, print, params, plan, log, request
    case set, unset, shell, save
    case detach, quit, help

    /// Returns the commands that a word can mean: a whole name, its letter, or the beginning of a
    /// name.
    ///
    /// - Returns: the possible names; exactly one if the word is unambiguous.
    static func named(_ word: String) -> [CommandName] {
        if let name = CommandName(rawValue: word) { return [name] }
        if let name = letters[word] { return [name] }
        return allCases.filter { $0.rawValue.begins(with: word) }
    }

    private static let letters: [String: CommandName] = [
        "s": .step, "n": .next, "c": .continue, "u": .until, "b": .break, "d": .delete,
        "r": .retry, "f": .facts, "p": .print, "l": .log, "q": .quit, "h": .help, "?": .help,
    ]

    /// The letter that abbreviates it.
    var letter: String? { CommandName.letters.first { $0.value == self && $0.key != "?" }?.key }
}
