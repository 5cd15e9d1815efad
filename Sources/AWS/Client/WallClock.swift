package import FoundationEssentials

/// A source of the time of day.
package protocol WallClock: Sendable {
    func now() -> Date
}
