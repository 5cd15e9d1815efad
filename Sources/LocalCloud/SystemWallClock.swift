package import Foundation

/// The machine's own clock, with the offset of the scenario.
package struct SystemWallClock: WallClock {
    private let offset: Double

    package init(offset: Double = 0) {
        self.offset = offset
    }

    package var now: Date { Date() + offset }
}
