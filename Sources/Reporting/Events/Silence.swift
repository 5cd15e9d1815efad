package import Pipeline

/// The time since the last message to a person who follows a run.
///
/// Events within a request are reported only if the person would otherwise wait too long for a
/// message.
package struct Silence: Sendable {
    /// The maximum time without a message.
    private static let longest = Duration.seconds(2)

    private var last: Duration?

    /// Starts before the first message.
    package init() {}

    /// Decides whether an event is reported, which ends the silence.
    ///
    /// - Parameters:
    ///   - event: what has happened.
    ///   - isTold: whether it is reported in any case.
    /// - Returns: false if the event does not matter now.
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
    /// Whether it reports a request that is in progress, or is about to be retried.
    fileprivate var isWithinRequest: Bool {
        switch self {
        case .activity(Event.Body.requestRetryActivity, _),
            .activity(Event.Body.slowRequestActivity, _):
            true
        default: false
        }
    }

    /// How long it has already taken.
    fileprivate var pastTime: Duration {
        guard case .activity(Event.Body.slowRequestActivity, let fields) = self else {
            return .zero
        }
        return fields.duration("elapsed")
    }

    /// How long no further event follows.
    fileprivate var quietTime: Duration {
        guard case .activity(Event.Body.requestRetryActivity, let fields) = self else {
            return .zero
        }
        return fields.duration("delay")
    }
}
