/// How a step is tried: after which failures it is retried, for how long, and what its failure
/// means.
package struct Policy: Sendable, Equatable {
    /// The first rule for a failure's class applies; a class without a rule is final.
    package var retries: [Retry]
    /// The maximum time for one attempt; nil for no limit of its own.
    package var timeout: Duration?
    /// The maximum time for all attempts together, waits included; nil for no limit of its own.
    package var deadline: Duration?
    package var onFailure: OnFailure

    /// What the final failure of a step means for the run.
    package enum OnFailure: String, Sendable, CaseIterable {
        case stop
        /// The run continues without the facts that the step would have given.
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

    /// The default if neither the kind nor the pipeline file sets anything.
    ///
    /// Throttling is retried for a quarter of an hour, as a fleet that boots together needs
    /// minutes. Each wait is short: otherwise the last instance of the fleet would still wait when
    /// no other one competes. An outage is retried for five minutes, as a replacement instance
    /// would meet it too. A role's credentials arrive within seconds, so they are requested often.
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

    /// The rule for a failure of a class; nil if the failure is final.
    package func retry(after failureClass: FailureClass) -> Retry? {
        retries.first { $0.classes.contains(failureClass) }
    }
}
