/// What a step knows of the run while it works.
package struct StepContext: Sendable {
    /// What is known so far; never changes during an attempt.
    package let facts: Facts
    /// The number of the attempt, from 1; rewinds do not reset it.
    package let attempt: Int
    /// The failures that sent the run back to this step, oldest first.
    package let rewinds: [Failure]
    /// The latest end of the attempt, by `time`; nil for no limit.
    package let endsAt: Duration?
    package let time: any TimeSource
    package let random: any RandomSource
    private let written: Receipt
    private let pausing: any Pausing
    private let emitter: EventEmitter

    init(
        facts: Facts, attempt: Int, rewinds: [Failure], endsAt: Duration?, receipt: Receipt,
        _ environment: RunEnvironment
    ) {
        self.facts = facts
        self.attempt = attempt
        self.rewinds = rewinds
        self.endsAt = endsAt
        written = receipt
        time = environment.time
        random = environment.random
        pausing = environment.pausing
        emitter = environment.emitter
    }

    /// The time of day in whole seconds since 1970, for comparison with servers' dates.
    package var secondsSinceEpoch: Int { Int(time.now().sinceEpoch.components.seconds) }

    /// What the step itself has recorded in this run, in this attempt and earlier ones.
    package var receipt: Facts { written.facts }

    /// Records what the step is about to do, or what was there before, for a later revert.
    ///
    /// Called before the effect, with nothing secret. It is an event by the time this returns. The
    /// names are the step's own: no other step sees them.
    ///
    /// - Throws: if it could not be recorded: then the step must not have the effect.
    package func record<Content>(
        _ key: FactKey<Content>, _ value: Content
    ) throws(Failure) {
        try record(key.name, value.value)
    }

    /// Records a value under a name that is known only at run time.
    package func record(_ name: FactName, _ value: Value) throws(Failure) {
        let facts = Facts([name: value])
        written.add(facts)
        emitter.emit(.recorded(facts))
        if let loss = emitter.loss { throw loss }
    }

    /// Waits; whatever happens meanwhile is recorded as waiting, not as work.
    ///
    /// - Throws: `CancellationError` when the attempt is cancelled.
    package func wait(_ duration: Duration, for reason: String) async throws {
        waits(duration, for: reason)
        try await pause(duration)
    }

    /// Reports that the step waits from now on; what it does meanwhile, it does between pauses.
    package func waits(_ duration: Duration, for reason: String) {
        emitter.emit(.waiting(duration, reason: reason))
    }

    /// Pauses within a wait that `waits` has reported.
    ///
    /// - Throws: `CancellationError` when the attempt is cancelled.
    package func pause(_ duration: Duration) async throws {
        try await pausing.pause(until: time.now().elapsed + duration)
    }

    /// Reports something of interest to a person who watches the run, in one line.
    package func note(_ message: String) { emitter.emit(.note(message)) }

    /// Warns of something that does not stop the step.
    package func warn(_ message: String) { emitter.emit(.warning(message)) }

    /// Passes on one line that a child process printed; secrets must have been removed already.
    package func output(_ line: String, from source: String) {
        emitter.emit(.output(line, source: source))
    }
}
