extension Event.Body {
    /// The type of the activities that are requests to a service.
    package static let requestActivity = "request"
    /// The type of the activities that are waits before a request is sent once more.
    package static let requestRetryActivity = "request-retry"
    /// The type of the activities that are requests which have had no reply for some time.
    package static let slowRequestActivity = "request-slow"
}
