package import Pipeline
import Steps

/// The result of examining one precondition.
package struct DoctorFinding: Sendable {
    /// The result, with what a person needs to know of it.
    package enum Verdict: Sendable {
        case ok(String)
        case warning(String, remedy: String)
        /// It could not be examined.
        case unknown(String)
        case problem(Failure)
        /// There is no plan to examine.
        case noPlan(CommandError)
    }

    package let name: String
    package let verdict: Verdict
    /// The facts learned on the way.
    var facts = Facts()

    init(_ name: String, _ verdict: Verdict) {
        self.name = name
        self.verdict = verdict
    }

    init(_ name: String, _ diagnosis: Diagnosis) {
        self.name = name
        switch diagnosis {
        case .ok(let message, let facts): (verdict, self.facts) = (.ok(message), facts)
        case .warning(let message, let remedy, let facts):
            (verdict, self.facts) = (.warning(message, remedy: remedy), facts)
        case .unknown(let message): verdict = .unknown(message)
        }
    }

    /// The status with which a run would end because of it; `joined` if it would not.
    var status: ExitStatus {
        switch verdict {
        case .ok, .warning, .unknown: .joined
        case .problem(let failure): ExitStatus(failure)
        case .noPlan(let error): error.status
        }
    }

    /// Whether a run may succeed all the same.
    package var isWarning: Bool { if case .warning = verdict { true } else { false } }

    /// Whether it keeps a run from succeeding.
    package var isProblem: Bool {
        switch verdict {
        case .ok, .warning, .unknown: false
        case .problem, .noPlan: true
        }
    }
}
