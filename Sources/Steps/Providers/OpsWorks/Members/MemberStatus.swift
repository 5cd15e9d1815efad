/// What a registered instance's status predicts.
///
/// The set is open: the documented list omits half of the statuses that the service returns, so an
/// unknown status counts as being on the way.
enum MemberStatus: Sendable, Equatable {
    /// Registered, and free to be assigned to a layer; or already serving in one.
    case registered
    case online
    case onTheWay
    /// It will not become a member by itself.
    case lost

    init(_ text: String) {
        switch text {
        case "registered": self = .registered
        case "online": self = .online
        case "setup_failed", "start_failed", "stop_failed", "stopped", "stopping",
            "shutting_down", "terminating", "terminated", "deregistering", "connection_lost":
            self = .lost
        default: self = .onTheWay
        }
    }
}
