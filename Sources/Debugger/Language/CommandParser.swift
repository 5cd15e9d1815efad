import Bytes
import Pipeline

/// Parses what a person types.
package enum CommandParser {
    /// Parses one line.
    ///
    /// - Returns: nil for a line that contains only a `#` comment.
    /// - Throws: what is wrong with it, with the most similar command if there is one.
    package static func command(_ line: String) throws(DebugProblem) -> SessionCommand? {
        let line = line.trimmed()
        guard !line.begins(with: "#") else { return nil }
        guard let word = line.words().first else { return .again }
        let rest = line.dropping(bytes: word.utf8.count).trimmed()
        let names = CommandName.named(word.lowercased())
        guard let name = names.first else { throw .unknownCommand(word) }
        guard names.count == 1 else { throw .ambiguous(word, names) }
        return try command(name, rest)
    }

    private static func command(
        _ name: CommandName, _ rest: String
    ) throws(DebugProblem) -> SessionCommand {
        switch name {
        case .step: return try alone(.step, name, rest)
        case .next: return try alone(.next, name, rest)
        case .continue: return try alone(.continue, name, rest)
        case .retry: return try alone(.retry, name, rest)
        case .skip: return try alone(.skip, name, rest)
        case .revert: return try alone(.revert, name, rest)
        case .plan: return try alone(.plan, name, rest)
        case .shell: return try alone(.shell, name, rest)
        case .detach: return try alone(.detach, name, rest)
        case .quit: return try alone(.quit, name, rest)
        case .until: return .until(try oneWord(name, rest))
        case .back: return .back(try oneWord(name, rest))
        case .break: return try breakpoint(rest)
        case .move:
            let words = rest.words()
            guard words.count == 3, let side = StepMove.Side(rawValue: words[1]) else {
                throw .usage(name)
            }
            return .move(StepMove(words[0], side, words[2]))
        case .delete: return .deleteBreakpoint(try number(name, rest))
        case .log: return .log(try number(name, rest) ?? 10)
        case .request: return .request(try number(name, rest) ?? 3)
        case .facts: return .facts(rest)
        case .unset: return .unset(try fact(try oneWord(name, rest)))
        case .set:
            let (fact, value) = try assignment(name, rest)
            return .set(try self.fact(fact), value)
        case .print:
            guard !rest.isEmpty else { throw .usage(name) }
            return .print(rest)
        case .params:
            if rest.isEmpty { return .showParameters(nil) }
            guard rest.hasByte("=") else { return .showParameters(try oneWord(name, rest)) }
            let (parameter, value) = try assignment(name, rest)
            return .setParameter(parameter, value)
        case .save:
            guard !rest.isEmpty else { throw .usage(name) }
            return .save(rest)
        case .help:
            guard !rest.isEmpty else { return .help(nil) }
            let names = CommandName.named(rest.lowercased())
            guard let topic = names.first else { throw .unknownCommand(rest) }
            guard names.count == 1 else { throw .ambiguous(rest, names) }
            return .help(topic)
        }
    }

    private static func breakpoint(_ rest: String) throws(DebugProblem) -> SessionCommand {
        let words = rest.parts(at: " ", most: 1).map { $0.trimmed() }.filter { !$0.isEmpty }
        switch (words.first, words.last) {
        case (nil, _): return .listBreakpoints
        case ("list", _) where words.count == 1: return .listBreakpoints
        case ("delete", _) where words.count == 1: return .deleteBreakpoint(nil)
        case ("delete", let number?):
            return .deleteBreakpoint(try self.number(.break, number))
        case ("before", let id?) where words.count == 2:
            return .addBreakpoint(.before(try oneWord(.break, id)))
        case ("after", let id?) where words.count == 2:
            return .addBreakpoint(.after(try oneWord(.break, id)))
        case ("on", "failure"): return .addBreakpoint(.failure)
        case ("on", let condition?) where words.count == 2 && condition.hasByte("="):
            let (name, value) = try assignment(.break, condition)
            return .addBreakpoint(.fact(try fact(name), value))
        case ("on", let condition?) where words.count == 2:
            guard let failureClass = FailureClass(rawValue: condition) else {
                throw .unknownClass(condition)
            }
            return .addBreakpoint(.failureClass(failureClass))
        // As in other debuggers, a place alone is the point before it.
        case (let id?, _) where words.count == 1 && !["before", "after", "on"].contains(id):
            return .addBreakpoint(.before(id))
        default: throw .usage(.break)
        }
    }

    private static func alone(
        _ command: SessionCommand, _ name: CommandName, _ rest: String
    ) throws(DebugProblem) -> SessionCommand {
        guard rest.isEmpty else { throw .usage(name) }
        return command
    }

    private static func oneWord(
        _ name: CommandName, _ rest: String
    ) throws(DebugProblem) -> String {
        guard !rest.isEmpty, !rest.hasByte(" ") else { throw .usage(name) }
        return rest
    }

    private static func number(_ name: CommandName, _ rest: String) throws(DebugProblem) -> Int? {
        if rest.isEmpty { return nil }
        guard let number = Int(rest), number > 0 else { throw .usage(name) }
        return number
    }

    private static func fact(_ word: String) throws(DebugProblem) -> FactName {
        guard let name = FactName(word) else { throw .notAFact(word) }
        return name
    }

    /// `name=value`, with blanks around the sign allowed.
    private static func assignment(
        _ name: CommandName, _ rest: String
    ) throws(DebugProblem) -> (String, String) {
        guard let (before, after) = rest.halves(around: "=") else { throw .usage(name) }
        let left = before.trimmed()
        guard !left.isEmpty else { throw .usage(name) }
        return (left, after.trimmed())
    }
}
