import AWS
import Foundation
import Pipeline
import Synchronization

/// Chance from a seed (SplitMix64).
final class SeededChance: RandomSource, AWS.Jitter {
    private let state: Mutex<UInt64>

    init(_ seed: UInt64) { state = Mutex(seed) }

    func fraction() -> Double {
        state.withLock { state in
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return Double((word ^ (word >> 31)) >> 11) / Double(1 << 53)
        }
    }
}

/// The clock and the waits of requests.
struct RequestClock: WallClock, Sleeper {
    let time: SimulatedTime

    func now() -> Date {
        Date(timeIntervalSince1970: time.now().sinceEpoch / .seconds(1))
    }

    func sleep(for duration: Duration) async throws(CancellationError) {
        // It throws only for cancellation.
        do { try await time.sleep(duration) } catch { throw CancellationError() }
    }
}
