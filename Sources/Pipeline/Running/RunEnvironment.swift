/// What a run takes from the outside world.
package struct RunEnvironment: Sendable {
    package let time: any TimeSource
    /// Waits between attempts, and within steps.
    package let pausing: any Pausing
    /// Waits for the end of an attempt's time.
    package let alarm: any Pausing
    package let random: any RandomSource
    package let watchdog: any Watchdog
    package let gate: any Gate
    package let emitter: EventEmitter
    /// Reports on what steps have left running; called when no step is run or undone any more.
    package let lastWords: @Sendable () async -> [Event.Body]

    package init(
        time: any TimeSource, pausing: any Pausing, alarm: any Pausing, random: any RandomSource,
        watchdog: any Watchdog = NoWatchdog(), gate: any Gate = OpenGate(), emitter: EventEmitter,
        lastWords: @escaping @Sendable () async -> [Event.Body] = { [] }
    ) {
        self.time = time
        self.pausing = pausing
        self.alarm = alarm
        self.random = random
        self.watchdog = watchdog
        self.gate = gate
        self.emitter = emitter
        self.lastWords = lastWords
    }
}
