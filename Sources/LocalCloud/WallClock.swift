package import Foundation

/// Tells the time; tests bring one that they turn by hand.
package protocol WallClock: Sendable {
    /// The present moment.
    var now: Date { get }
}
