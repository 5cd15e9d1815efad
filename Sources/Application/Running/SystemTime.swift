import Glibc
package import Pipeline
import SwiftOverlayShims

/// The machine's clocks.
package struct SystemTime: TimeSource {
    package init() {}

    package func now() -> Moment {
        Moment(
            elapsed: SystemTime.read(CLOCK_MONOTONIC), sinceEpoch: SystemTime.read(CLOCK_REALTIME))
    }

    private static func read(_ clock: clockid_t) -> Duration {
        var time = timespec()
        clock_gettime(clock, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
