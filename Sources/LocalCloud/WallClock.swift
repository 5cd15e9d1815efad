package import Foundation

/// A source of the time; tests bring one that they set by hand.
package protocol WallClock: Sendable {
    /// The present moment.
    var now: Date { get }
}
