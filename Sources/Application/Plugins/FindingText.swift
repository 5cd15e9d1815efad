import Pipeline
import PipelineFile
package import PluginHost
import Synchronization

/// The findings of a plugin's check, one at a time.
package final class FindingText: Sendable {
    private let file: String
    private let asJSON: Bool
    /// The last step, and the numbers of failures and of findings that could not be tried.
    private let state = Mutex<(step: String?, failures: Int, untried: Int)>((nil, 0, 0))

    /// Creates the text for a plugin's file, for programs or for people.
    package init(file: String, asJSON: Bool) {
        self.file = file
        self.asJSON = asJSON
    }

    /// The text of the next finding.
    package func text(of finding: Finding) -> String {
        let (word, reason) = finding.verdict.words
        let isNew = state.withLock { state in
            defer { state.step = finding.step }
            switch finding.verdict {
            case .holds: break
            case .fails: state.failures += 1
            case .untried: state.untried += 1
            }
            return state.step != finding.step
        }
        if asJSON {
            let value: Value = [
                "step": finding.step.map(Value.string) ?? .null,
                "requirement": .string(finding.requirement), "verdict": .string(word),
                "reason": reason.map(Value.string) ?? .null,
            ]
            return value.json + "\n"
        }
        let heading = isNew ? finding.step.map { "\($0)\n" } ?? "" : ""
        let indent = finding.step == nil ? "" : "  "
        let padding = String(repeating: " ", count: 8 - word.utf8.count)
        let line = "\(indent)\(word)\(padding)\(finding.requirement)"
        let lines = [line] + (reason.map { ["\(indent)        \($0)"] } ?? [])
        return heading + lines.map { PrintableText($0).text + "\n" }.joined()
    }

    /// The last line.
    package func end(isGood: Bool) -> String {
        guard !asJSON else { return "" }
        let (failures, untried) = state.withLock { ($0.failures, $0.untried) }
        let rest = untried == 0 ? "" : "; \(untried) not tried, for lack of an example"
        let verdict = isGood ? "everything holds" : "\(failures) do not hold"
        return "\n\(PrintableText(file).abridged): \(verdict)\(rest)\n"
    }
}

extension Finding.Verdict {
    fileprivate var words: (word: String, reason: String?) {
        switch self {
        case .holds: ("ok", nil)
        case .fails(let reason): ("FAIL", reason)
        case .untried(let reason): ("untried", reason)
        }
    }
}
