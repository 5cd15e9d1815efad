import Pipeline

/// When to ask again: soon at first, then further and further apart, up to a settled interval.
///
/// What the answer may be late by is the interval. Where that matters it is a tenth of the time that has been
/// waited, else about as long as that time.
///
/// Half of each wait is left to chance, so that instances which boot together do not ask together.
struct PollSchedule: Sendable {
    /// The parameter of every kind that polls.
    static let every = Parameter<Duration>(
        "every", "the longest time between two requests", default: .seconds(5),
        check: { $0 < .milliseconds(100) ? "is shorter than 100ms" : nil })

    private static let first = Duration.milliseconds(250)
    /// The first wait where it is known that the answer is about to change.
    private static let imminent = Duration.milliseconds(100)

    private let every: Duration
    private let isPrompt: Bool
    private var next: Duration
    private var waited = Duration.zero

    /// Makes a schedule.
    ///
    /// - Parameters:
    ///   - every: the interval at which it settles.
    ///   - isPrompt: whether it takes longer to get there.
    ///   - isImminent: whether the answer is about to change, as something on this machine says.
    init(every: Duration, isPrompt: Bool = false, isImminent: Bool = false) {
        self.every = every
        self.isPrompt = isPrompt
        next = min(isImminent ? Self.imminent : Self.first, every)
    }

    /// Gives the wait before the next question.
    ///
    /// - Parameters:
    ///   - random: half of the wait is left to it.
    ///   - took: how long the last question took, its repetitions included: a service that is that busy
    ///     is not asked more often.
    /// - Returns: the wait.
    mutating func wait(_ random: any RandomSource, after took: Duration = .zero) -> Duration {
        let wait = min(max(next, took), max(every, next)) * (0.5 + random.fraction() / 2)
        waited += wait + took
        next = min(isPrompt ? max(next, waited / 10) : next * 2, every)
        return wait
    }
}
