import Pipeline
import Synchronization
import Testing

/// Answers the pauses of one table, each once, and lets all others go on.
private final class ScriptedGate: Gate {
    private let verdicts: Mutex<[String: [Verdict]]>

    init(_ verdicts: [String: [Verdict]]) { self.verdicts = Mutex(verdicts) }

    func verdict(at pause: Pause) async -> Verdict {
        let point =
            switch pause.point {
            case .before: "before"
            case .after: "after"
            case .retrying: "retrying"
            case .failed: "failed"
            case .beforeRevert: "before-revert"
            }
        return verdicts.withLock { verdicts in
            guard var list = verdicts["\(point) \(pause.step.id)"], !list.isEmpty else {
                return .continue
            }
            defer { verdicts["\(point) \(pause.step.id)"] = list }
            return list.removeFirst()
        }
    }
}

@Suite("What a person changes at a pause")
struct HandChangeTests {
    private static let hostname = FactKey<String>.hostname.name

    @Test("a fact that was set holds for later steps, also one that a step gave")
    func set() async throws {
        let seen = Mutex<[String]>([])
        var bench = Bench()
        bench.gate = ScriptedGate([
            "after choose": [Verdict(.continue, changes: [.set(Self.hostname, "web9")])]
        ])
        bench.add("choose", gives: ["hostname"], give(Facts(named: ["hostname": "web1"])))
        bench.add("use") { context, _ in
            let name = try context.facts.require(.hostname)
            seen.withLock { $0.append(name) }
            return Facts()
        }
        let result = try await bench.run()
        #expect(seen.withLock { $0 } == ["web9"])
        #expect(result.facts[.hostname] == "web9")
        #expect(bench.recorder.lines("fact-changed") == ["fact-changed choose#1"])
    }

    @Test("a fact that was unset is missing where it is needed")
    func unset() async throws {
        var bench = Bench()
        bench.gate = ScriptedGate([
            "before use": [Verdict(.continue, changes: [.unset(Self.hostname)])]
        ])
        bench.add("choose", gives: ["hostname"], give(Facts(named: ["hostname": "web1"])))
        bench.add("use") { context, _ in
            _ = try context.facts.require(.hostname)
            return Facts()
        }
        guard case .failed(step: "use", _) = try await bench.run().outcome else {
            Issue.record("it ran without the fact")
            return
        }
    }

    @Test("a parameter that was changed is what the next attempt has")
    func parameter() async throws {
        let seen = Mutex<[Value?]>([])
        var bench = Bench()
        bench.gate = ScriptedGate([
            "failed one": [Verdict(.retry, changes: [.parameter("text", of: "one", "good")])]
        ])
        bench.add("one", text: "bad") { _, arguments in
            let value = try arguments.value(Bench.text)
            seen.withLock { $0.append(value) }
            guard value == "good" else { throw Failure(.refused, "it is bad", remedy: "mend it") }
            return Facts()
        }
        #expect(try await bench.run().outcome == .succeeded)
        #expect(seen.withLock { $0 } == ["bad", "good"])
    }

    @Test("going back undoes what lies between, the last one first, and does it again")
    func back() async throws {
        let undone = Mutex<[String]>([])
        var bench = Bench()
        bench.gate = ScriptedGate(["before three": [Verdict(.back(to: "one"))]])
        for name in ["one", "two"] {
            bench.add(name, give()) { _ in undone.withLock { $0.append(name) } }
        }
        bench.add("three", give())
        #expect(try await bench.run().outcome == .succeeded)
        #expect(undone.withLock { $0 } == ["two", "one"])
        #expect(
            bench.recorder.lines("rewinding", "attempt-started") == [
                "attempt-started one#1", "attempt-started two#1", "rewinding three one 0s",
                "attempt-started one#2", "attempt-started two#2", "attempt-started three#1",
            ])
    }

    @Test("a failure while going back does not stop it, and a revert at the end tries again")
    func backWithFailure() async throws {
        let tries = Counter()
        var bench = Bench()
        bench.gate = ScriptedGate([
            "before two": [Verdict(.back(to: "one"))], "after one": [.continue, .revert],
        ])
        bench.add("one", give()) { _ in
            guard tries.next() > 1 else { throw Failure(.refused, "stuck", remedy: "pull") }
        }
        bench.add("two", give())
        let result = try await bench.run()
        #expect(result.outcome == .aborted(step: "one"))
        #expect(
            bench.recorder.lines("revert-failed", "revert-succeeded") == [
                "revert-failed one refused", "revert-succeeded one",
            ])
    }

    @Test("interrupt ends the run so that it can be done again")
    func interrupt() async throws {
        var bench = Bench()
        bench.gate = ScriptedGate(["before two": [.interrupt]])
        bench.add("one", give())
        bench.add("two", give())
        #expect(try await bench.run().outcome == .interrupted(step: "two"))
    }

    @Test("a failure that the policy retries can be tried at once")
    func retrying() async throws {
        var bench = Bench()
        bench.gate = ScriptedGate(["retrying one": [.retry]])
        bench.add("one", policy: .standard, fail(.throttled), give())
        #expect(try await bench.run().outcome == .succeeded)
        #expect(bench.time.pauses == [])
    }

    @Test("a step whose time is up can be tried again, with its time counted anew")
    func deadline() async throws {
        var bench = Bench()
        let time = bench.time
        bench.gate = ScriptedGate(["failed one": [.retry]])
        bench.add(
            "one", policy: Policy(retries: [], deadline: .seconds(10)),
            work(.seconds(20), on: time), give())
        #expect(try await bench.run().outcome == .succeeded)
    }
}
