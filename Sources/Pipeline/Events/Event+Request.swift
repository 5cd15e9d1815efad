extension Event.Body {
    /// The type of the activities that are requests to a service.
    package static let requestActivity = "request"
}
