import Foundation
import Pipeline
import Synchronization

/// Runs one step of a kind, once, the way a run does: through a plan and the engine.
struct StepBench: Sendable {
    let kind: StepKind
    let recorder = Recorder()

    init(_ kind: StepKind) { self.kind = kind }

    /// Plans the step with the parameters given and runs it.
    ///
    /// - Returns: what it gave.
    /// - Throws: the step's failure; `Diagnostics` where the parameters are refused.
    @discardableResult
    func run(
        _ parameters: [String: Value] = [:], facts: Facts = Facts(), timeout: Duration? = nil
    ) async throws -> Facts {
        var once = RetryChange()
        once.attempts = 1
        once.classes = Set(FailureClass.allCases)
        let plan = try Planner(registry: StepRegistry([kind])).plan(
            Definition(
                name: "test",
                steps: [
                    StepDefinition(
                        kind.name, parameters: parameters,
                        policy: PolicyChange(retries: [once], timeout: timeout))
                ]),
            given: [GivenFacts(from: "the test", facts)])
        let clock = Clock()
        let environment = RunEnvironment(
            time: clock, pausing: clock, alarm: clock, random: Chance(),
            emitter: EventEmitter(run: "test", time: clock, observers: [recorder]))
        let result = await Runner(environment).run(plan, facts: facts)
        switch result.outcome {
        case .succeeded: return result.facts.removing(facts.names)
        case .failed(_, let failure), .deadlinePassed(_, let failure): throw failure
        case .rebootNeeded(_, let reason): throw RebootRequest(reason)
        case .interrupted, .aborted: throw CancellationError()
        }
    }

    private struct Clock: TimeSource, Pausing {
        private let start = ContinuousClock.now

        func now() -> Moment { Moment(elapsed: .now - start, sinceEpoch: .zero) }

        func pause(until elapsed: Duration) async throws {
            try await Task.sleep(until: start + elapsed, clock: .continuous)
        }
    }

    private struct Chance: RandomSource {
        func fraction() -> Double { 0 }
    }

    /// Keeps what the step said.
    final class Recorder: Observer {
        private let kept = Mutex<(notes: [String], warnings: [String], output: [String])>(
            ([], [], []))

        func observe(_ event: Event) {
            kept.withLock { kept in
                switch event.body {
                case .note(let note): kept.notes.append(note)
                case .warning(let warning): kept.warnings.append(warning)
                case .output(let line, _): kept.output.append(line)
                default: break
                }
            }
        }

        var notes: [String] { kept.withLock { $0.notes } }
        var warnings: [String] { kept.withLock { $0.warnings } }
        var output: [String] { kept.withLock { $0.output } }
    }
}
