/// What a run takes from the world around it.
package struct RunEnvironment: Sendable {
    package let time: any TimeSource
    /// Waits between attempts, and those of the steps.
    package let pausing: any Pausing
    /// Waits that end an attempt when its time is up.
    package let alarm: any Pausing
    package let random: any RandomSource
    package let watchdog: any Watchdog
    package let gate: any Gate
    package let emitter: EventEmitter
    /// What is left to say of what steps have left running, asked when no step is run or undone any more.
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
