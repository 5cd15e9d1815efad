import DebugAdapter
import Debugger
import JSON
import Pipeline
import Synchronization

/// A client that keeps what it is told.
final class Editor: Sendable {
    private let session: AdapterSession
    private let log: Log
    private let number = Mutex(0)

    init() {
        let log = Log()
        self.log = log
        session = AdapterSession(MessageWriter { log.add($0) }, launcher: TwoSteps())
    }

    /// All that has been said, but for what the adapter can do.
    var told: String { log.text }

    func ask(_ command: String, _ arguments: JSONValue = .object([])) async {
        let number = number.withLock { number in
            number += 1
            return number
        }
        let message: JSONValue = [
            "seq": .number(String(number)), "type": "request", "command": .string(command),
            "arguments": arguments,
        ]
        guard let request = try? Request(message) else { return }
        _ = await session.handle(request)
    }

    /// Waits until the run has stopped once more.
    func stop() async { await log.stop() }

    func end() async { await session.waitForRun() }
}

/// The adapter's messages as short lines.
private final class Log: Sendable {
    private let state = Mutex("")
    private let stops: AsyncStream<Void>
    private let stopped: AsyncStream<Void>.Continuation

    init() { (stops, stopped) = AsyncStream.makeStream() }

    var text: String { state.withLock { $0 } }

    func add(_ bytes: [UInt8]) {
        var reader = MessageReader()
        reader.feed(bytes)
        guard let message = try? reader.next() else { return }
        let body = message["body"]?.text() ?? "nothing"
        if let event = message["event"]?.string {
            state.withLock { $0 += "\(event) \(body)\n" }
            if event == "stopped" { stopped.yield() }
        } else if message["success"] == true {
            let command = message["command"]?.string ?? ""
            guard command != "initialize" else { return }
            state.withLock { $0 += "\(command) → \(body)\n" }
        } else {
            let problem = message["body"]?["error"]?["format"]?.string ?? ""
            state.withLock { $0 += "\(message["command"]?.string ?? "") ✘ \(problem)\n" }
        }
    }

    func stop() async {
        for await _ in stops { return }
    }
}

/// Launches a pipeline of two steps, of which one gives a fact.
private struct TwoSteps: RunLauncher {
    func prepare(
        _ request: Request, front: any DebugFront, output: RunOutput
    ) throws(AdapterProblem) -> any LaunchableRun {
        do throws(Diagnostics) {
            return try TwoStepRun(front)
        } catch {
            throw AdapterProblem(cannotLaunch: error.all.first?.message ?? "")
        }
    }
}

private struct TwoStepRun: LaunchableRun {
    let gate: DebugGate
    let plan: Plan
    private let time = PausableTime(StillTime())

    init(_ front: any DebugFront) throws(Diagnostics) {
        let history = SessionHistory { _ in nil }
        gate = DebugGate(
            DebugSession(stopsAtStart: true), front: front, files: NoFiles(), history: history,
            time: time)
        let kinds = [
            StepKind(
                "look-up", summary: "Finds the layer", failures: [],
                gives: [FactKey<String>.layerID.name],
                make: { _ in
                    var facts = Facts()
                    facts[.layerID] = "layer-1"
                    return GivingStep(facts: facts)
                }),
            StepKind(
                "tag", summary: "Tags the instance", failures: [],
                make: { _ in GivingStep(facts: Facts()) }),
        ]
        func step(_ name: String, line: Int) -> StepDefinition {
            StepDefinition(
                name,
                locations: Locations(["": SourceLocation(file: "/p.yaml", line: line, column: 5)]))
        }
        plan = try Planner(registry: StepRegistry(kinds)).plan(
            Definition(name: "two", steps: [step("look-up", line: 4), step("tag", line: 6)]),
            given: [])
    }

    func condition(_ text: String) throws(DebugProblem) -> Condition {
        throw DebugProblem("no condition", remedy: "none")
    }

    func text(of file: String) -> String? { nil }

    func run() async -> Int {
        let environment = RunEnvironment(
            time: time, pausing: NoPause(), alarm: NoPause(), random: NoChance(), gate: gate,
            emitter: EventEmitter(run: "r1", time: time, observers: []))
        let result = await Runner(environment).run(plan, facts: Facts())
        return result.outcome == .succeeded ? 0 : 1
    }
}

private struct GivingStep: Step {
    let facts: Facts

    func run(in context: StepContext) async throws -> Facts { facts }
}

private struct NoFiles: SessionFiles {
    func save(_ changes: SessionChanges, to path: String) throws(DebugProblem) -> [String] { [] }

    func value(_ text: String, of fact: FactName?) throws(DebugProblem) -> Value {
        .string(text)
    }
}

private struct StillTime: TimeSource {
    func now() -> Moment { Moment(elapsed: .zero, sinceEpoch: .zero) }
}

private struct NoPause: Pausing {
    func pause(until elapsed: Duration) async throws {}
}

private struct NoChance: RandomSource {
    func fraction() -> Double { 0 }
}
