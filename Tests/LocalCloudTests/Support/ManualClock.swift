import Foundation
import LocalCloud
import Synchronization

/// A clock that a test turns by hand.
final class ManualClock: WallClock {
    private let moment: Mutex<Date>

    init(_ start: Date = Date(timeIntervalSince1970: 1_700_000_000)) {
        moment = Mutex(start)
    }

    var now: Date { moment.withLock(\.self) }

    func advance(by seconds: Double) {
        moment.withLock { $0 += seconds }
    }
}
