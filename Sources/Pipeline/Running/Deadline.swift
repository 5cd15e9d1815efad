/// A point in time after which nothing more is tried.
struct Deadline: Sendable, Equatable {
    enum Scope: Sendable, Equatable {
        case step
        case run
    }

    let scope: Scope
    /// Its distance from its beginning.
    let limit: Duration
    /// The time, by the time source's `elapsed`.
    let at: Duration

    /// The earlier of the two.
    static func earliest(_ deadlines: [Deadline?]) -> Deadline? {
        deadlines.compactMap { $0 }.min { $0.at < $1.at }
    }
}
