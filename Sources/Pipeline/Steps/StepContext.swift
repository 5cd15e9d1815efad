/// What a step knows of the run while it works.
package struct StepContext: Sendable {
    /// What is known so far; never changes during an attempt.
    package let facts: Facts
    /// Counted from 1, on over rewinds.
    package let attempt: Int
    /// The failures that sent the run back to this step, oldest first.
    package let rewinds: [Failure]
    /// When the attempt ends at the latest, by `time`; nil where nothing limits it.
    package let endsAt: Duration?
    package let time: any TimeSource
    package let random: any RandomSource
    let pausing: any Pausing
    let emitter: EventEmitter

    /// Waits; what happens meanwhile is waiting, not work, and is recorded as such.
    ///
    /// - Throws: `CancellationError` when the attempt is cancelled.
    package func wait(_ duration: Duration, for reason: String) async throws {
        emitter.emit(.waiting(duration, reason: reason))
        try await pausing.pause(until: time.now().elapsed + duration)
    }

    /// Says something that a person who watches the run wants to know, in one line.
    package func note(_ message: String) { emitter.emit(.note(message)) }

    /// Warns of something that does not stop the step.
    package func warn(_ message: String) { emitter.emit(.warning(message)) }

    /// Passes on one line that a child process printed; secrets must be gone from it already.
    package func output(_ line: String, from source: String) {
        emitter.emit(.output(line, source: source))
    }
}
