/// Tells the time.
package protocol TimeSource: Sendable {
    func now() -> Moment
}

/// Waits.
package protocol Pausing: Sendable {
    /// Returns when the time source's `elapsed` has reached `elapsed`.
    ///
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    func pause(until elapsed: Duration) async throws
}

/// Gives chance.
package protocol RandomSource: Sendable {
    /// A number from 0 up to, but not including, 1.
    func fraction() -> Double
}

/// Sees everything that happens in a run.
package protocol Observer: Sendable {
    /// Called for one event at a time, in order, before the run goes on.
    func observe(_ event: Event)
}

/// What a run takes from the world around it.
package struct RunEnvironment: Sendable {
    package let time: any TimeSource
    /// Waits between attempts, and those of the steps.
    package let pausing: any Pausing
    /// Waits that end an attempt when its time is up.
    package let alarm: any Pausing
    package let random: any RandomSource
    package let gate: any Gate
    package let emitter: EventEmitter

    package init(
        time: any TimeSource, pausing: any Pausing, alarm: any Pausing, random: any RandomSource,
        gate: any Gate = OpenGate(), emitter: EventEmitter
    ) {
        self.time = time
        self.pausing = pausing
        self.alarm = alarm
        self.random = random
        self.gate = gate
        self.emitter = emitter
    }
}
