/// What all steps of a plan would do, and the resulting status.
package struct PlanCheckReport: Sendable {
    package let steps: [ForeseenStep]

    /// The status with which a run would end, from the first step that would fail.
    package var status: ExitStatus {
        steps.lazy.compactMap { step -> ExitStatus? in
            guard case .fails(let failure) = step.verdict else { return nil }
            return ExitStatus(failure)
        }
        .first ?? .joined
    }

    /// The number of steps with such a verdict.
    package func count(where isSuch: (ForeseenStep.Verdict) -> Bool) -> Int {
        steps.count { isSuch($0.verdict) }
    }
}
