/// What a registered instance's status says of its future.
///
/// The set is open: the documented list omits half of what the service says, so what is not known
/// here counts as being on the way.
enum MemberStatus: Sendable, Equatable {
    /// Registered, and free to be given a layer; or already serving in one.
    case registered
    case online
    case onTheWay
    /// It does not become a member by itself any more.
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
