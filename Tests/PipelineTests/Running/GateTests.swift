import Pipeline
import Synchronization
import Testing

/// Answers each pause by a table, and keeps what it was asked.
private final class TableGate: Gate {
    private let table: Mutex<[String: [Verdict]]>
    private let seen = Mutex<[String]>([])

    init(_ table: [String: [Verdict]] = [:]) { self.table = Mutex(table) }

    var asked: [String] { seen.withLock { $0 } }

    func verdict(at pause: Pause) async -> Verdict {
        let point =
            switch pause.point {
            case .before: "before"
            case .after: "after"
            case .retrying: "retrying"
            case .failed: "failed"
            case .beforeRevert: "before-revert"
            }
        let question = "\(point) \(pause.step.id)"
        seen.withLock { $0.append(question) }
        return table.withLock { table in
            guard var verdicts = table[question], !verdicts.isEmpty else { return .continue }
            let verdict = verdicts.removeFirst()
            table[question] = verdicts
            return verdict
        }
    }
}

@Suite("The gate")
struct GateTests {
    @Test("is asked before and after each step, after a failure and before a revert")
    func points() async throws {
        let gate = TableGate()
        var bench = Bench()
        bench.gate = gate
        bench.add("one", give()) { _ in }
        bench.add("two", fail(.refused))
        _ = try await bench.run(revertsOnFailure: true)
        #expect(
            gate.asked == [
                "before one", "after one", "before two", "failed two", "before-revert one",
            ])
    }

    @Test("a run whose gate only says continue makes the same events as one without")
    func invisible() async throws {
        func events(_ gate: any Gate) async throws -> [Event] {
            var bench = Bench()
            bench.gate = gate
            bench.add("one", policy: .standard, fail(.throttled), give())
            bench.add("two", fail(.refused))
            _ = try await bench.run()
            return bench.recorder.all
        }
        #expect(try await events(TableGate()) == events(OpenGate()))
    }

    @Test("retry after a failure tries again with the attempts counted anew")
    func retry() async throws {
        var bench = Bench()
        bench.gate = TableGate(["failed one": [.retry]])
        bench.add("one", fail(.refused), give())
        #expect(try await bench.run().outcome == .succeeded)
    }

    @Test("skip leaves a step out")
    func skip() async throws {
        var bench = Bench()
        bench.gate = TableGate(["before one": [.skip], "failed two": [.skip]])
        bench.add("one") { _, _ in
            Issue.record("a skipped step ran")
            return Facts()
        }
        bench.add("two", fail(.refused))
        #expect(try await bench.run().outcome == .succeeded)
        #expect(
            bench.recorder.lines("step-skipped") == ["step-skipped one", "step-skipped two"])
    }

    @Test("a later step that needs what a skipped one would have given fails by name")
    func skippedFacts() async throws {
        var bench = Bench()
        bench.gate = TableGate(["before choose": [.skip]])
        bench.add("choose", gives: ["hostname"], give(Facts(named: ["hostname": "web1"])))
        bench.add("use") { context, _ in
            _ = try context.facts.require(.hostname)
            return Facts()
        }
        let result = try await bench.run()
        #expect(
            result.outcome
                == .failed(
                    step: "use",
                    Failure(
                        .refused, "the fact `hostname` is not known",
                        remedy:
                            "run the step that gives it first, or say it with --set hostname=…")))
    }

    @Test("revert after a step undoes it with the facts that it has just given")
    func revertAfter() async throws {
        let known = Mutex<[Value?]>([])
        var bench = Bench()
        bench.gate = TableGate(["after one": [.revert]])
        bench.add("one") { _, _ in
            Facts(named: ["made": "this"])
        } undo: { context in
            known.withLock { $0.append(FactName("made").flatMap { context.facts[$0] }) }
        }
        bench.add("two", fail(.refused))
        let result = try await bench.run()
        #expect(result.outcome == .aborted(step: "one"))
        #expect(known.withLock { $0 } == ["this"])
    }

    @Test("abort ends the run, revert ends it and undoes", arguments: [Verdict.abort, .revert])
    func ends(verdict: Verdict) async throws {
        let undone = Mutex(0)
        var bench = Bench()
        bench.gate = TableGate(["before two": [verdict]])
        bench.add("one", give()) { _ in undone.withLock { $0 += 1 } }
        bench.add("two", give())
        let result = try await bench.run()
        #expect(result.outcome == .aborted(step: "two"))
        #expect(undone.withLock { $0 } == (verdict == .revert ? 1 : 0))
    }
}
