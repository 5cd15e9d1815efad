package import Foundation

/// The machine's own clock, off by as much as a scenario wants.
package struct SystemWallClock: WallClock {
    private let offset: Double

    package init(offset: Double = 0) {
        self.offset = offset
    }

    package var now: Date { Date() + offset }
}
