import Pipeline

/// When to ask again: soon at first, then further and further apart, up to a settled interval.
///
/// Half of each wait is left to chance, so that instances which boot together do not ask together.
struct PollSchedule: Sendable {
    /// The parameter of every kind that polls.
    static let every = Parameter<Duration>(
        "every", "the longest time between two questions", default: .seconds(5),
        check: { $0 < .milliseconds(100) ? "is shorter than 100ms" : nil })

    private static let first = Duration.milliseconds(250)

    private let every: Duration
    private var next: Duration

    /// Makes a schedule that settles at one question in `every`.
    init(every: Duration) {
        self.every = every
        next = min(Self.first, every)
    }

    /// The wait before the next question.
    mutating func wait(_ random: any RandomSource) -> Duration {
        defer { next = min(next * 2, every) }
        return next * (0.5 + random.fraction() / 2)
    }
}
