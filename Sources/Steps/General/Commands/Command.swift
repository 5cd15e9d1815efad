import Bytes
import Pipeline

/// What a `run` step runs: a program with its arguments, or a script for a shell.
enum Command: Sendable, Equatable {
    case program([String])
    case script(String, shell: String)

    /// The program and its arguments.
    var words: [String] {
        switch self {
        case .program(let words): words
        case .script(let text, let shell): [shell, "-c", text]
        }
    }

    /// The name that its output and its failures carry.
    var name: String {
        switch self {
        case .program(let words): words.first ?? ""
        case .script: "script"
        }
    }

    /// How a message refers to one of its words.
    func nameOfWord(at place: Int) -> String {
        switch self {
        case .program: place == 0 ? "the program's name" : "argument \(place) of `\(name)`"
        case .script: "the script"
        }
    }

    /// What is wrong with a program's words, as a predicate; nil if they are valid.
    static func problem(_ words: [String]) -> String? {
        guard let program = words.first else { return "names no program" }
        if program.isEmpty { return "has an empty program's name" }
        if program.hasByte("/"), !program.begins(with: "/") {
            return "names its program by a relative path: write an absolute one, or a name alone"
        }
        return words.contains { $0.utf8.contains(0) } ? "has a zero byte in it" : nil
    }
}
