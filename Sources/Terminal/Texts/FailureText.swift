import Bytes
import Pipeline
import Reporting

/// Why a run failed, in lines for a person: what went wrong, what to do, and the details.
struct FailureText {
    let step: String
    let failure: Failure
    /// The step's own attempts that failed, in order.
    private let attempts: [RunAccount.FailedAttempt]

    /// Creates the text of a failure, with the failed attempts of the whole run.
    init(step: String, failure: Failure, attempts: [RunAccount.FailedAttempt]) {
        self.step = step
        self.failure = failure
        self.attempts = attempts.filter { $0.step == step }
    }

    /// The lines, not yet made harmless.
    var lines: [String] {
        var text = [
            "error: `\(step)` failed (\(failure.failureClass.rawValue)): \(failure.message)",
            "    what to do: \(failure.remedy)",
        ]
        if !failure.details.isEmpty {
            text.append("    details:")
            text += failure.detailLines(indent: 8)
        }
        if attempts.count > 1 {
            text.append("    failed attempts:")
            text += attempts.map { attempt in
                "        \(attempt.step), attempt \(attempt.number), "
                    + "after \(attempt.elapsed.readable), "
                    + "\(attempt.failure.failureClass.rawValue): \(attempt.failure.message)"
            }
        }
        return text
    }
}

extension Failure {
    /// Additional details for a person, one line each.
    func detailLines(indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        return details.flatMap { $0.lines().map { margin + $0 } }
    }
}
