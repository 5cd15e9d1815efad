package import FoundationEssentials

/// Tells the time of day.
package protocol WallClock: Sendable {
    func now() -> Date
}
