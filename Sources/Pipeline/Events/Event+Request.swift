extension Event.Body {
    /// The type of an activity that is a request to a service.
    package static let requestActivity = "request"
    /// The type of an activity that is a wait before a request is retried.
    package static let requestRetryActivity = "request-retry"
    /// The type of an activity that is a request without a reply for some time.
    package static let slowRequestActivity = "request-slow"
}

extension [String: Value] {
    /// A duration in seconds, as in events; zero if it is missing.
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
