/// How a step is tried: again after which failures, for how long, and what its failing means.
package struct Policy: Sendable, Equatable {
    /// The first rule that names a failure's class decides; a class that none names is final.
    package var retries: [Retry]
    /// The most that one attempt may take; nil for no limit of its own.
    package var timeout: Duration?
    /// The most that all attempts together may take, waits included; nil for no limit of its own.
    package var deadline: Duration?
    package var onFailure: OnFailure

    /// What a step that failed for good does to the run.
    package enum OnFailure: String, Sendable, CaseIterable {
        case stop
        /// The run goes on without the facts that the step would have given.
        case `continue`
    }

    package init(
        retries: [Retry], timeout: Duration? = nil, deadline: Duration? = nil,
        onFailure: OnFailure = .stop
    ) {
        self.retries = retries
        self.timeout = timeout
        self.deadline = deadline
        self.onFailure = onFailure
    }

    /// What holds where neither the kind nor the pipeline file says anything.
    ///
    /// Throttling is waited out for a quarter of an hour, as a fleet that boots together needs
    /// minutes, and never for long at a time, as the last of the fleet would then wait for nobody. An
    /// outage is waited out for five minutes, as an instance in place of this one would meet it too. A
    /// role's credentials come within seconds and are asked for often.
    package static let standard = Policy(
        retries: [
            Retry(on: [.throttled], attempts: 120, delay: .seconds(2), maxDelay: .seconds(15)),
            Retry(on: [.transient], attempts: 24, delay: .seconds(1), maxDelay: .seconds(30)),
            Retry(
                on: [.credentialsPending], attempts: 60, delay: .seconds(1), factor: 1.2,
                maxDelay: .seconds(5), jitter: .equal),
            Retry(on: [.timeout], attempts: 2, delay: .seconds(1)),
        ],
        timeout: .seconds(120))

    /// The rule for a failure of a class; nil where the failure is final.
    package func retry(after failureClass: FailureClass) -> Retry? {
        retries.first { $0.classes.contains(failureClass) }
    }
}
