package import Pipeline

/// How long a person who follows a run has been told nothing.
///
/// What goes on within a request is told only where it would leave somebody waiting for a word.
package struct Silence: Sendable {
    /// What a person waits without a word.
    private static let longest = Duration.seconds(2)

    private var last: Duration?

    /// Nothing has been told yet.
    package init() {}

    /// Whether an event has to be told; one that is told ends the silence.
    ///
    /// - Parameters:
    ///   - event: what has happened.
    ///   - isTold: whether it is told in any case.
    /// - Returns: false for what nobody needs to know now.
    package mutating func tells(_ event: Event, always isTold: Bool) -> Bool {
        let now = event.time.elapsed
        let last = last ?? now - event.body.pastTime
        self.last = last
        let isNews = event.body.isWithinRequest && now + event.body.quietTime - last >= Self.longest
        if isTold || isNews { self.last = now }
        return isTold || isNews
    }
}

extension Event.Body {
    /// Whether it tells of a request that is under way, or is to be sent once more.
    fileprivate var isWithinRequest: Bool {
        switch self {
        case .activity(Event.Body.requestRetryActivity, _),
            .activity(Event.Body.slowRequestActivity, _):
            true
        default: false
        }
    }

    /// How long it has gone on by then.
    fileprivate var pastTime: Duration {
        guard case .activity(Event.Body.slowRequestActivity, let fields) = self else {
            return .zero
        }
        return fields.duration("elapsed")
    }

    /// For how long nothing comes after it.
    fileprivate var quietTime: Duration {
        guard case .activity(Event.Body.requestRetryActivity, let fields) = self else {
            return .zero
        }
        return fields.duration("delay")
    }
}
