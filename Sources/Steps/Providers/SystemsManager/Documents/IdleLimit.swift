import Pipeline

/// How long a step waits for a document that does not run.
///
/// A running document has no limit here: its own timeouts end it, and the agent reports that.
struct IdleLimit {
    static let parameter = Parameter<Duration>(
        "patience",
        "how long to wait while no document runs; a document that runs is ended by its own timeouts",
        default: .seconds(20 * 60),
        check: { $0 < .milliseconds(100) ? "is shorter than 100ms" : nil })

    let limit: Duration
    private var since: Duration?

    init(_ limit: Duration) { self.limit = limit }

    /// Records whether a document runs.
    ///
    /// - Parameters:
    ///   - isBusy: whether one runs now.
    ///   - now: the time, by the time source's `elapsed`.
    /// - Returns: how much of the limit is left; zero when the step is to give up.
    mutating func left(whileBusy isBusy: Bool, at now: Duration) -> Duration {
        if isBusy { since = nil } else if since == nil { since = now }
        return max(.zero, limit - (since.map { now - $0 } ?? .zero))
    }
}
