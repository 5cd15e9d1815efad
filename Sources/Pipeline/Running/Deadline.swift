/// A point in time after which nothing more is tried.
struct Deadline: Sendable, Equatable {
    enum Scope: Sendable, Equatable {
        case step
        case run
    }

    let scope: Scope
    /// How long it was from its beginning.
    let limit: Duration
    /// By the time source's `elapsed`.
    let at: Duration

    /// The earlier of the two.
    static func earliest(_ deadlines: [Deadline?]) -> Deadline? {
        deadlines.compactMap { $0 }.min { $0.at < $1.at }
    }
}
