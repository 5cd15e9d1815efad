import Foundation
package import Pipeline
import Synchronization

/// Time that passes only when no task has anything left to do: hours of a fleet take seconds.
///
/// All tasks of a simulation run on its one thread, first come, first served, and waits that end at
/// the same moment end in the order in which they began. So one seed gives one course of events.
package final class SimulatedTime: TaskExecutor, TimeSource, Pausing {
    /// When each simulation begins; after the boot of any machine that it runs on, as the steps
    /// compare the times of files with it.
    private static let epoch = Duration.seconds(4_000_000_000)

    private struct State {
        var elapsed = Duration.zero
        var jobs: [UnownedJob] = []
        var nextJob = 0
        var ends = Heap()
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
        var cancelled: Set<Int> = []
        var waits = 0
    }

    /// Something waits for what is outside of the simulation, which never comes.
    package struct Standstill: Error {}

    private let state = Mutex(State())

    private init() {}

    /// Runs a simulation on a thread of its own.
    ///
    /// - Parameter body: all of it.
    /// - Returns: what the body returned.
    /// - Throws: `Standstill`.
    package static func run<Result: Sendable>(
        _ body: @escaping @Sendable (SimulatedTime) async -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { caller in
            let time = SimulatedTime()
            Thread {
                let result = Mutex<Result?>(nil)
                Task(executorPreference: time) {
                    let value = await body(time)
                    result.withLock { $0 = value }
                }
                while result.withLock({ $0 }) == nil, time.step() {}
                caller.resume(
                    with: result.withLock { $0 }.map { .success($0) } ?? .failure(Standstill()))
            }.start()
        }
    }

    package var elapsed: Duration { state.withLock(\.elapsed) }

    package func now() -> Moment {
        let elapsed = elapsed
        return Moment(elapsed: elapsed, sinceEpoch: Self.epoch + elapsed)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
    }

    package func pause(until elapsed: Duration) async throws {
        let number = state.withLock { state in
            state.waits += 1
            return state.waits
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiting in
                let answer: Swift.Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(number) != nil {
                        return .failure(CancellationError())
                    }
                    if state.elapsed >= elapsed { return .success(()) }
                    state.waiting[number] = waiting
                    state.ends.insert(.init(at: elapsed, number: number))
                    return nil
                }
                if let answer { waiting.resume(with: answer) }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                let waiting = state.waiting.removeValue(forKey: number)
                if waiting == nil { state.cancelled.insert(number) }
                return waiting
            }
            waiting?.resume(throwing: CancellationError())
        }
        state.withLock { _ = $0.cancelled.remove(number) }
    }

    /// Waits; a cancelled task does not.
    package func sleep(_ duration: Duration) async throws {
        try await pause(until: elapsed + duration)
    }

    /// Does the next thing that there is to do, or ends the next wait.
    ///
    /// - Returns: false if there is nothing of either.
    private func step() -> Bool {
        let job: UnownedJob? = state.withLock { state in
            guard state.nextJob < state.jobs.count else {
                state.jobs.removeAll(keepingCapacity: true)
                state.nextJob = 0
                return nil
            }
            state.nextJob += 1
            return state.jobs[state.nextJob - 1]
        }
        if let job {
            job.runSynchronously(on: asUnownedTaskExecutor())
            return true
        }
        while let end = state.withLock({ $0.ends.removeFirst() }) {
            let waiting = state.withLock { state in
                let waiting = state.waiting.removeValue(forKey: end.number)
                if waiting != nil { state.elapsed = max(state.elapsed, end.at) }
                return waiting
            }
            guard let waiting else { continue }
            waiting.resume()
            return true
        }
        return false
    }
}

/// The ends of waits, the earliest first.
private struct Heap {
    struct End: Comparable {
        let at: Duration
        let number: Int

        static func < (one: Self, other: Self) -> Bool {
            one.at == other.at ? one.number < other.number : one.at < other.at
        }
    }

    private var ends: [End] = []

    mutating func insert(_ end: End) {
        ends.append(end)
        var index = ends.count - 1
        while index > 0, ends[index] < ends[(index - 1) / 2] {
            ends.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func removeFirst() -> End? {
        guard let first = ends.first, let last = ends.popLast() else { return nil }
        guard !ends.isEmpty else { return first }
        ends[0] = last
        var index = 0
        while true {
            let children = [2 * index + 1, 2 * index + 2].filter { $0 < ends.count }
            guard let least = children.min(by: { ends[$0] < ends[$1] }), ends[least] < ends[index]
            else { return first }
            ends.swapAt(index, least)
            index = least
        }
    }
}
