extension Event.Body {
    /// The type of the activities that are requests to a service.
    package static let requestActivity = "request"
    /// The type of the activities that are waits before a request is sent once more.
    package static let requestRetryActivity = "request-retry"
    /// The type of the activities that are requests which have had no reply for some time.
    package static let slowRequestActivity = "request-slow"
}

extension [String: Value] {
    /// A duration in seconds, as events have them; zero if it is missing.
    package func duration(_ name: String) -> Duration {
        switch self[name] {
        case .number(let seconds): .microseconds(Int((seconds * 1e6).rounded()))
        case .integer(let seconds): .seconds(seconds)
        default: .zero
        }
    }

    /// A text; empty if it is missing.
    package func text(_ name: String) -> String {
        if case .string(let text) = self[name] { text } else { "" }
    }
}
