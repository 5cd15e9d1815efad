/// What is done about a run that has failed, for those who cannot look at the machine.
///
/// Each file says what it wants to say; of two words on one thing, the later holds.
package struct FailurePolicy: Sendable, Equatable {
    /// What those who launched the instance, and wait for it, are told in the end.
    package enum Verdict: String, Sendable, CaseIterable {
        /// The launch has failed.
        case abandon
        /// The instance is to be replaced.
        case unhealthy
        case nothing
    }

    package var then: Verdict?
    /// Where the report of the run is put.
    package var report: ReportPlace?
    /// Whether the steps are undone, the last one first.
    package var revert: Bool?
    /// For how long the instance stays, so that a person can look at it, before they are told.
    package var keep: Duration?
    /// The most that each of putting the report and telling may take; writing the reason is bounded by itself.
    package var deadline: Duration?
    /// When those who wait for the instance are not told any more, as others fail as well; nil for never.
    package var breaker: Breaker?

    /// What holds where no file says how long.
    package static let defaultDeadline = Duration.seconds(60)

    /// What holds where nobody says anything: the reason is written.
    ///
    /// Nobody has asked for that, so it is worth a short wait only.
    package static let standard = FailurePolicy(deadline: .seconds(5))

    package init(
        then: Verdict? = nil, report: ReportPlace? = nil, revert: Bool? = nil,
        keep: Duration? = nil,
        deadline: Duration? = nil, breaker: Breaker? = nil
    ) {
        self.then = then
        self.report = report
        self.revert = revert
        self.keep = keep
        self.deadline = deadline
        self.breaker = breaker
    }

    /// Whether somebody is told in the end that the instance is of no use, or it is kept until then.
    package var endsInstance: Bool { keep != nil || tellsSomebody }

    /// Whether somebody is told in the end that the instance is of no use.
    package var tellsSomebody: Bool { then ?? .nothing != .nothing }

    /// This policy with all that a later one says.
    package func changed(by later: FailurePolicy) -> FailurePolicy {
        FailurePolicy(
            then: later.then ?? then, report: later.report ?? report,
            revert: later.revert ?? revert, keep: later.keep ?? keep,
            deadline: later.deadline ?? deadline, breaker: later.breaker ?? breaker)
    }
}
