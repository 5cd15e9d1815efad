import Pipeline

/// When to ask again: soon at first, then further and further apart, up to a settled interval.
///
/// Half of each wait is left to chance, so that instances which boot together do not ask together.
struct PollSchedule: Sendable {
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
