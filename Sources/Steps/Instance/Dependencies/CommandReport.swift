import Bytes
import ChildOutput

/// How a package manager's command ended, and what it printed about that.
struct CommandReport: Sendable {
    /// The lines that report a problem are few, and what follows them may be long.
    private static let mostReasons = 8

    let program: String
    private(set) var hasSucceeded = false
    private(set) var problems: [PackageProblem] = []
    private var reasons: [String] = []
    private var ending: ChildProcess.Ending?
    private var tail = OutputTail()

    init(of program: String) { self.program = program }

    /// A command that was not run, because the manager does not know the packages.
    init(unknown names: [String], to program: String) {
        self.program = program
        for name in names {
            add("no package is called `\(name)`", problem: .unknown(name))
        }
    }

    /// Adds a line, and the problem that it reports.
    mutating func add(_ line: String, problem: PackageProblem?) {
        guard problem != nil || Self.openings.contains(where: { line.begins(with: $0) }) else {
            return
        }
        if let problem { add(problem: problem) }
        if reasons.count < Self.mostReasons, !reasons.contains(line) { reasons.append(line) }
    }

    mutating func add(problem: PackageProblem) {
        if !problems.contains(problem) { problems.append(problem) }
    }

    mutating func end(
        _ ending: ChildProcess.Ending, _ tail: OutputTail, hasSucceeded: Bool
    ) {
        self.ending = ending
        self.tail = tail
        self.hasSucceeded = hasSucceeded
    }

    private static let openings = ["E: ", "Error: ", "dpkg: error", "error: ", "Problem: "]

    /// Whether a lock that the manager does not mention can be the reason.
    var mayBeLocked: Bool { !hasSucceeded && problems.allSatisfy { $0 == .script } }

    /// What went wrong, as a clause; nil if nothing did.
    var warning: String? {
        guard !hasSucceeded || problems.contains(.script) else { return nil }
        let said = reasons.isEmpty ? Array(tail.lines.suffix(1)) : reasons
        let words = said.prefix(2).joined(separator: "; ")
        return "`\(program)` \(hasSucceeded ? "warns" : endingWords): \(words)"
    }

    var endingWords: String { ending?.words ?? "was not asked" }

    /// What it printed, its reasons first.
    var lines: [String] {
        reasons + tail.lines.map(RunSecrets.withoutLooks).filter { !reasons.contains($0) }
    }
}
