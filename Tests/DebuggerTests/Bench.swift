import Debugger
import Pipeline
import Synchronization

/// A short pipeline, a session's script, and all that was said.
struct Bench {
    let front: ScriptFront
    let clock = ManualTime()
    let recorder = Recorder()
    var stopsAtStart = true
    /// How many attempts of `look-up` are throttled.
    var throttled = 0

    init(_ lines: String...) { front = ScriptFront(lines) }

    /// Runs `look-up` (fails unless its `layer` is `shop`), `choose`, and `tag`.
    func run(debugged: Bool = true) async throws -> RunResult {
        let time = PausableTime(clock)
        front.thinks = { [clock] in clock.advance(.seconds(3600)) }
        let history = SessionHistory { event in
            switch event.body {
            case .attemptStarted: "\(event.step ?? "") started"
            case .note(let text): text
            case .factChanged(let name, let value): "\(name) is now \(value?.json ?? "unknown")"
            default: nil
            }
        }
        let kinds = kinds
        let plan = try Planner(registry: StepRegistry(kinds)).plan(
            Definition(
                name: "test", deadline: .seconds(60),
                steps: [
                    StepDefinition("look-up", parameters: ["layer": "${product}"]),
                    StepDefinition("choose"), StepDefinition("tag"),
                ]),
            given: [GivenFacts(from: "the test", Bench.facts)])
        let gate: any Gate =
            debugged
            ? DebugGate(
                DebugSession(stopsAtStart: stopsAtStart), front: front, files: front,
                history: history, time: time) : OpenGate()
        let environment = RunEnvironment(
            time: time, pausing: NoPause(), alarm: NoAlarm(), random: NoChance(), gate: gate,
            emitter: EventEmitter(run: "r1", time: time, observers: [recorder, history]))
        return await Runner(environment).run(plan, facts: Bench.facts)
    }

    static let facts: Facts = {
        var facts = Facts()
        facts[.product] = "shp"
        facts[.identity] = InstanceIdentity(document: "secret-document", signature: "secret")
        return facts
    }()

    private var kinds: [StepKind] {
        let layer = Parameter<String>("layer", "the layer's name", default: "${product}")
        let counter = Counter()
        let throttled = throttled
        return [
            StepKind(
                "look-up", summary: "Finds the layer", parameters: [layer.description],
                failures: [.notFound, .throttled], gives: [FactKey<String>.layerID.name],
                planText: { parameters in "Finds the layer \(parameters["layer"]?.text ?? "")" },
                make: { arguments throws(Failure) in
                    let name = try arguments.value(layer)
                    return ActingStep {
                        guard counter.next() > throttled else {
                            throw Failure(.throttled, "too many requests", remedy: "wait")
                        }
                        guard name == "shop" else {
                            throw Failure(
                                .notFound, "there is no layer `\(name)`", remedy: "name another")
                        }
                        var facts = Facts()
                        facts[.layerID] = "layer-1"
                        return facts
                    }
                }),
            StepKind(
                "choose", summary: "Chooses a hostname", failures: [],
                gives: [FactKey<String>.hostname.name],
                make: { _ in
                    RevertibleStep {
                        var facts = Facts()
                        facts[.hostname] = "web1"
                        return facts
                    }
                }),
            StepKind(
                "tag", summary: "Tags the instance", failures: [],
                make: { _ in ActingStep { Facts() } }),
        ]
    }
}

private struct ActingStep: Step {
    let act: @Sendable () throws -> Facts

    func run(in context: StepContext) async throws -> Facts { try act() }
}

private struct RevertibleStep: Revertible {
    let act: @Sendable () throws -> Facts

    func run(in context: StepContext) async throws -> Facts { try act() }
    func revert(in context: StepContext) async throws {}
}

final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}

/// Plays lines, and keeps the transcript.
final class ScriptFront: DebugFront, SessionFiles {
    private let rest: Mutex<[String]>
    private let text = Mutex("")
    private let thinking = Mutex<(@Sendable () -> Void)?>(nil)
    let endsAtProblems = false

    init(_ lines: [String]) { rest = Mutex(lines) }

    var transcript: String { text.withLock { $0 } }

    /// Called before each command.
    var thinks: (@Sendable () -> Void)? {
        get { thinking.withLock { $0 } }
        set { thinking.withLock { $0 = newValue } }
    }

    func stopped(_ stop: Stop) { show(PauseText(stop).lines) }

    func said(_ message: String) { show([message]) }

    func answer(_ answer: DebugAnswer, at pause: Pause) {
        switch answer {
        case .said(let lines), .goes(let lines): show(lines)
        case .refused(let problem): show(problem.lines)
        }
    }

    private func show(_ lines: [String]) {
        text.withLock { $0 += lines.map { $0 + "\n" }.joined() }
    }

    func read(at pause: Pause) async -> DebugInput {
        thinks?()
        guard let line = rest.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else {
            text.withLock { $0 += Debugger.prompt + "\n" }
            return .end
        }
        text.withLock { $0 += Debugger.prompt + line + "\n" }
        return .line(line)
    }

    func shell(_ facts: Facts) async throws(DebugProblem) -> [String] {
        ["a shell that knows \(facts.withoutSecrets.names.count) facts"]
    }

    func save(_ changes: SessionChanges, to path: String) throws(DebugProblem) -> [String] {
        ["\(path):"]
            + changes.overlay(extending: "opsworks").split(separator: "\n").map(String.init)
    }

    func value(_ text: String, of fact: FactName?) throws(DebugProblem) -> Value {
        Int(text).map(Value.integer) ?? .string(text)
    }
}

/// Time that a test moves.
final class ManualTime: TimeSource {
    private let elapsed = Mutex(Duration.zero)

    func now() -> Moment {
        let elapsed = elapsed.withLock { $0 }
        return Moment(elapsed: elapsed, sinceEpoch: elapsed)
    }

    func advance(_ duration: Duration) { elapsed.withLock { $0 += duration } }
}

final class Recorder: Observer {
    private let events = Mutex<[Event]>([])

    var all: [Event] { events.withLock { $0 } }

    func observe(_ event: Event) { events.withLock { $0.append(event) } }
}

private struct NoPause: Pausing {
    func pause(until elapsed: Duration) async throws {}
}

/// Rings only when it is cancelled.
private struct NoAlarm: Pausing {
    func pause(until elapsed: Duration) async throws { try await Task.sleep(for: .seconds(3600)) }
}

private struct NoChance: RandomSource {
    func fraction() -> Double { 0 }
}
