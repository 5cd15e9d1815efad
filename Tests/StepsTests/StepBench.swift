import Foundation
import Pipeline
import Synchronization

@testable import Steps

/// Runs one step of a kind, once, the way a run does: through a plan and the engine.
struct StepBench: Sendable {
    let kind: StepKind
    /// Whether waits take no time, for a step that waits for nothing but time.
    let skipsWaits: Bool
    let recorder = Recorder()

    init(_ kind: StepKind, skipsWaits: Bool = false) {
        self.kind = kind
        self.skipsWaits = skipsWaits
    }

    /// Plans the step with the parameters given and runs it.
    ///
    /// - Parameters:
    ///   - parameters: its parameters.
    ///   - facts: what is known before it.
    ///   - timeout: of its one attempt.
    ///   - undoing: whether it is undone again, because a later step fails.
    /// - Returns: what it gave.
    /// - Throws: the step's failure; `Diagnostics` where the parameters are refused.
    @discardableResult
    func run(
        _ parameters: [String: Value] = [:], facts: Facts = Facts(), timeout: Duration? = nil,
        undoing: Bool = false
    ) async throws -> Facts {
        var once = RetryChange()
        once.attempts = 1
        let plan = try Planner(registry: StepRegistry([kind, Failing.kind])).plan(
            Definition(
                name: "test",
                steps: [
                    StepDefinition(
                        kind.name, parameters: parameters,
                        policy: PolicyChange(retries: [once], timeout: timeout))
                ] + (undoing ? [StepDefinition(Failing.kind.name)] : [])),
            given: [GivenFacts(from: "the test", facts)])
        let clock = Clock()
        let environment = RunEnvironment(
            time: clock, pausing: skipsWaits ? NoPause() as any Pausing : clock, alarm: clock,
            random: Chance(),
            emitter: EventEmitter(
                run: "test", time: clock, observers: [recorder], hiding: RunSecrets()))
        let result = await Runner(environment, revertsOnFailure: undoing).run(plan, facts: facts)
        if let failure = result.revertFailures.first?.failure { throw failure }
        switch result.outcome {
        case .failed(Failing.kind.name, _): return Facts()
        case .succeeded: return result.facts.removing(facts.names)
        case .failed(_, let failure), .deadlinePassed(_, let failure): throw failure
        case .rebootNeeded(_, let reason): throw RebootRequest(reason)
        case .interrupted, .aborted: throw CancellationError()
        }
    }

    /// Waits for nothing.
    private struct NoPause: Pausing {
        func pause(until elapsed: Duration) async throws { try Task.checkCancellation() }
    }

    /// A step because of which the one before it is undone.
    private struct Failing: Step {
        static let kind = StepKind(
            "fail", summary: "Fails", failures: [.refused], make: { _ in Failing() })

        func run(in context: StepContext) async throws -> Facts {
            throw Failure(.refused, "it fails", remedy: "nothing")
        }
    }

    private struct Clock: TimeSource, Pausing {
        private let start = ContinuousClock.now

        func now() -> Moment {
            Moment(elapsed: .now - start, sinceEpoch: .seconds(Date().timeIntervalSince1970))
        }

        func pause(until elapsed: Duration) async throws {
            try await Task.sleep(until: start + elapsed, clock: .continuous)
        }
    }

    private struct Chance: RandomSource {
        func fraction() -> Double { 0 }
    }

    /// Keeps what the step said.
    final class Recorder: Observer {
        private let events = Mutex<[Event]>([])
        private let wait = AsyncStream<Void>.makeStream()

        func observe(_ event: Event) {
            events.withLock { $0.append(event) }
            if case .waiting = event.body { wait.continuation.yield() }
        }

        /// Nothing more is seen: nobody need wait for it.
        func finish() { wait.continuation.finish() }

        /// Returns when the step has begun to wait for something, or has ended without.
        func hasWaited() async {
            for await _ in wait.stream { return }
        }

        var notes: [String] { texts { if case .note(let text) = $0 { text } else { nil } } }
        var warnings: [String] { texts { if case .warning(let text) = $0 { text } else { nil } } }
        var output: [String] { texts { if case .output(let text, _) = $0 { text } else { nil } } }
        var waits: [String] { texts { if case .waiting(_, let text) = $0 { text } else { nil } } }
        /// All events, as a journal would hold them.
        var everything: String { events.withLock { $0.map(\.json).joined(separator: "\n") } }

        private func texts(_ text: (Event.Body) -> String?) -> [String] {
            events.withLock { $0.compactMap { text($0.body) } }
        }
    }
}
