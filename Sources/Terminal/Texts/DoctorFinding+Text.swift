package import Application
import Bytes
package import Pipeline
import PipelineFile

extension DoctorFinding {
    /// The finding for a person: its line, with the remedy and the details below it.
    package var text: String {
        let parts = parts
        let margin = String(repeating: " ", count: 9)
        let padding = margin.dropping(bytes: parts.word.utf8.count)
        var lines = ["\(parts.word)\(padding)\(name): \(parts.message)"]
        if let remedy = parts.remedy { lines.append("\(margin)remedy: \(remedy)") }
        lines += parts.details.map { "\(margin)\($0)" }
        return lines.map { PrintableText($0).abridged + "\n" }.joined()
    }

    package var json: Value {
        let parts = parts
        return [
            "check": .string(name), "verdict": .string(parts.word),
            "message": .string(parts.message), "remedy": parts.remedy.map(Value.string) ?? .null,
            "details": .list(parts.details.map(Value.string)),
        ]
    }

    /// The common parts of text and JSON.
    private var parts: (word: String, message: String, remedy: String?, details: [String]) {
        switch verdict {
        case .ok(let message): ("ok", message, nil, [])
        case .warning(let message, let remedy): ("warning", message, remedy, [])
        case .unknown(let message): ("unknown", message, nil, [])
        case .problem(let failure):
            ("problem", failure.message, failure.remedy, failure.details)
        case .noPlan(let error):
            (
                "problem", "no run would begin", "correct what is said here",
                error.text.lines().filter { !$0.isEmpty }
            )
        }
    }
}

extension DoctorReport {
    /// The last line for a person.
    package var text: String {
        let warnings = DoctorReport.count(findings.count(where: \.isWarning), "warning")
        guard status != .joined else {
            return "\nnothing keeps a run from succeeding; \(warnings)\n"
        }
        let problems = DoctorReport.count(findings.count(where: \.isProblem), "problem")
        return "\n\(problems), \(warnings); a run would end with status \(status.rawValue)\n"
    }

    package var json: Value {
        [
            "checks": .list(findings.map(\.json)), "status": .integer(Int(status.rawValue)),
        ]
    }

    private static func count(_ count: Int, _ noun: String) -> String {
        count == 1 ? "1 \(noun)" : "\(count == 0 ? "no" : "\(count)") \(noun)s"
    }
}
