import Pipeline
import PipelineFile
import Steps

/// What came of looking at one precondition.
struct DoctorFinding: Sendable, Equatable {
    enum Level: String, Sendable {
        case ok, warning, problem, untold
    }

    let name: String
    let level: Level
    let message: String
    let remedy: String?
    /// What a person may want to read besides.
    let details: [String]
    /// The status with which a run would end for it; `joined` where none would.
    let status: ExitStatus
    /// What was learned on the way.
    var facts = Facts()

    init(_ name: String, _ diagnosis: Diagnosis) {
        self.name = name
        status = .joined
        details = []
        switch diagnosis {
        case .ok(let message, let facts):
            (level, self.message, remedy, self.facts) = (.ok, message, nil, facts)
        case .warning(let message, let remedy, let facts):
            (level, self.message, self.remedy, self.facts) = (.warning, message, remedy, facts)
        case .untold(let message):
            (level, self.message, remedy) = (.untold, message, nil)
        }
    }

    init(_ name: String, problem: Failure) {
        self.name = name
        level = .problem
        message = problem.message
        remedy = problem.remedy
        details = problem.details
        status = ExitStatus(problem)
    }

    init(_ name: String, problem: CommandError) {
        self.name = name
        level = .problem
        message = "no run would begin"
        remedy = "correct what is said here"
        details = problem.text.split(separator: "\n").map(String.init)
        status = problem.status
    }

    /// The finding for a person: its line, the remedy and the details below it.
    var text: String {
        let word = level.rawValue
        let margin = String(repeating: " ", count: 9)
        var lines = [word + margin.dropFirst(word.count) + "\(name): \(message)"]
        if let remedy { lines.append("\(margin)remedy: \(remedy)") }
        lines += details.map { "\(margin)\($0)" }
        return lines.map { PrintableText($0).abridged + "\n" }.joined()
    }

    var json: Value {
        [
            "check": .string(name), "verdict": .string(level.rawValue),
            "message": .string(message), "remedy": remedy.map(Value.string) ?? .null,
            "details": .list(details.map(Value.string)),
        ]
    }
}
