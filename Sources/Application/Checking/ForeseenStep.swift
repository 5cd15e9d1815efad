package import Pipeline

/// What one step of a plan would do if the plan ran now.
package struct ForeseenStep: Sendable {
    package enum Verdict: Sendable {
        case foreseen(Foresight.Outcome)
        /// Its `when` does not hold; carries the reason.
        case skipped(String)
        /// It reads a fact that only an earlier step can give.
        case after(step: String, fact: FactName)
        /// It would fail in the current state, which an earlier step may change.
        case perhapsMended(Failure)
        /// It would fail.
        case fails(Failure)
    }

    /// The step's id.
    package let id: String
    package let kind: String
    package let verdict: Verdict

    init(_ step: PlannedStep, _ verdict: Verdict) {
        id = step.id
        kind = step.kind.name
        self.verdict = verdict
    }

    /// Whether later steps can see its actual or possible changes.
    var mayChangeSomething: Bool {
        switch verdict {
        case .foreseen(.changes), .foreseen(.unknown), .after, .perhapsMended, .fails: true
        case .foreseen(.nothing), .foreseen(.waits), .skipped: false
        }
    }

    /// Whether its changes are unknown.
    var isUnknown: Bool {
        switch verdict {
        case .foreseen(.unknown), .after, .perhapsMended: true
        case .foreseen, .skipped, .fails: false
        }
    }
}
