import Pipeline
import Synchronization

/// Time that passes only when somebody waits: a run of hours takes no time at all.
final class VirtualTime: Sendable {
    private struct State {
        var elapsed: Duration = .zero
        var pauses: [Duration] = []
        var alarms: [Int: (at: Duration, ring: CheckedContinuation<Void, any Error>)] = [:]
        var cancelled: Set<Int> = []
        var nextID = 0
    }

    private let state = Mutex(State())

    var elapsed: Duration { state.withLock { $0.elapsed } }

    /// How long each wait of the engine and of `StepContext.wait` was, in order.
    var pauses: [Duration] { state.withLock { $0.pauses } }

    /// Moves time on and rings the alarms that it passes.
    func advance(to elapsed: Duration) {
        let due = state.withLock { state in
            state.elapsed = max(state.elapsed, elapsed)
            let ids = state.alarms.filter { $0.value.at <= state.elapsed }.map(\.key)
            return ids.compactMap { state.alarms.removeValue(forKey: $0)?.ring }
        }
        for ring in due { ring.resume() }
    }

    fileprivate func note(pause: Duration) {
        state.withLock { $0.pauses.append(pause) }
    }

    fileprivate func alarm(at elapsed: Duration) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { ring in
                let answer: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.contains(id) { return .failure(CancellationError()) }
                    if state.elapsed >= elapsed { return .success(()) }
                    state.alarms[id] = (elapsed, ring)
                    return nil
                }
                if let answer { ring.resume(with: answer) }
            }
        } onCancel: {
            let ring = state.withLock { state in
                state.cancelled.insert(id)
                return state.alarms.removeValue(forKey: id)?.ring
            }
            ring?.resume(throwing: CancellationError())
        }
    }
}

extension VirtualTime: TimeSource {
    func now() -> Moment { Moment(elapsed: elapsed, sinceEpoch: .seconds(1_777_636_800) + elapsed) }
}

/// Waits by moving the time on at once.
struct VirtualPause: Pausing {
    let time: VirtualTime

    func pause(until elapsed: Duration) async throws {
        try Task.checkCancellation()
        time.note(pause: elapsed - time.elapsed)
        time.advance(to: elapsed)
    }
}

/// Waits until somebody else has moved the time on.
struct VirtualAlarm: Pausing {
    let time: VirtualTime

    func pause(until elapsed: Duration) async throws { try await time.alarm(at: elapsed) }
}

/// Chance that is always the same.
struct FixedRandom: RandomSource {
    var value: Double

    func fraction() -> Double { value }
}
