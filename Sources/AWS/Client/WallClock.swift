package import FoundationEssentials

/// Returns the time of day.
package protocol WallClock: Sendable {
    func now() -> Date
}
