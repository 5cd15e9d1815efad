package import Application
import Bytes
package import Pipeline
import PipelineFile

extension PreparedPlan {
    /// The line above the predictions for the steps.
    package var checkTitle: String {
        PrintableText("pipeline \(plan.name) (from \(pipeline.origin)), asked step by step").text
            + "\n\n"
    }

    /// The width of the column with the steps' ids.
    package var checkWidth: Int { plan.steps.map(\.id.utf8.count).max() ?? 0 }
}

extension ForeseenStep {
    /// Returns the step's line for a person, and those below it.
    ///
    /// - Parameter width: of the column of ids.
    /// - Returns: whole lines.
    package func text(width: Int) -> String {
        let parts = parts
        let margin = String(repeating: " ", count: width + 2)
        let name = id + margin.dropping(bytes: id.utf8.count)
        var lines = parts.lines.enumerated().map { ($0 == 0 ? name : margin) + $1 }
        if let remedy = parts.remedy { lines.append("\(margin)remedy: \(remedy)") }
        lines += parts.details.map { margin + $0 }
        return lines.map { PrintableText($0).abridged + "\n" }.joined()
    }

    package var json: Value {
        let parts = parts
        return [
            "step": .string(id), "kind": .string(kind), "outcome": .string(parts.word),
            "says": .list(parts.lines.map(Value.string)),
            "remedy": parts.remedy.map(Value.string) ?? .null,
            "details": .list(parts.details.map(Value.string)),
        ]
    }

    private typealias Parts = (word: String, lines: [String], remedy: String?, details: [String])

    /// The common parts of text and JSON.
    private var parts: Parts {
        switch verdict {
        case .foreseen(.changes(let changes)):
            ("changes", changes.map { "would \($0)" }, nil, [])
        case .foreseen(.nothing(let reason)): ("nothing", ["changes nothing: \(reason)"], nil, [])
        case .foreseen(.waits(let what)):
            ("waits", ["changes nothing, and waits: \(what)"], nil, [])
        case .foreseen(.unknown(let reason)): ("unknown", [reason], nil, [])
        case .skipped(let reason): ("skipped", ["would be skipped: \(reason)"], nil, [])
        case .after(let step, let fact):
            ("unknown", ["known only after `\(step)`, which gives `\(fact)`"], nil, [])
        case .perhapsMended(let failure):
            (
                "unknown",
                ["would fail as things are, unless a step before mends it: \(failure.message)"],
                failure.remedy, failure.details
            )
        case .fails(let failure):
            ("fails", ["would fail: \(failure.message)"], failure.remedy, failure.details)
        }
    }
}

extension PlanCheckReport {
    /// The last line for a person.
    package var text: String {
        let changing = count { if case .foreseen(.changes) = $0 { true } else { false } }
        let failing = count { if case .fails = $0 { true } else { false } }
        let unknown = count {
            switch $0 {
            case .foreseen(.unknown), .after, .perhapsMended: true
            default: false
            }
        }
        var parts = [
            changing == 0
                ? "no step would change anything" : "\(Self.steps(changing)) would change something"
        ]
        if unknown > 0 { parts.append("\(Self.steps(unknown)) cannot say by now") }
        if failing > 0 {
            parts.append("\(Self.steps(failing)) would fail, with exit status \(status.rawValue)")
        }
        return "\n\(parts.joined(separator: "; ")); nothing has been changed\n"
    }

    package var json: Value {
        ["steps": .list(steps.map(\.json)), "status": .integer(Int(status.rawValue))]
    }

    private static func steps(_ count: Int) -> String {
        count == 1 ? "1 step" : "\(count) steps"
    }
}
