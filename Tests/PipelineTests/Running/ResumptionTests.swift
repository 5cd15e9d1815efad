import Pipeline
import Synchronization
import Testing

@Suite("Going on with an earlier run")
struct ResumptionTests {
    private static let retrying = Policy(retries: [
        Retry(on: [.throttled], attempts: 3, delay: .seconds(1), jitter: .none),
        Retry(
            on: [.conflict], attempts: 3, delay: .seconds(1), jitter: .none, rewind: .step("choose")
        ),
    ])

    /// Four steps: a name is chosen, and taken once; the third is throttled once.
    private static func bench(text: String = "x") -> Bench {
        var bench = Bench()
        bench.add("prepare", give())
        bench.add("choose", gives: ["hostname"], text: text) { context, _ in
            Facts(named: ["hostname": .string("web\(context.rewinds.count + 1)")])
        }
        bench.add("register", policy: retrying, text: "${hostname}") { context, _ in
            let name = try context.facts.require(.hostname)
            context.note("registering \(name)")
            try context.record(FactKey<String>("name"), name)
            guard name == "web2" else {
                throw Failure(.conflict, "taken", remedy: "take another")
            }
            guard context.attempt > 2 else {
                throw Failure(.throttled, "slowly", remedy: "wait")
            }
            return Facts(named: ["member.id": .string(name)])
        }
        bench.add("assign", text: "${product}", give())
        return bench
    }

    private static let facts = Facts(named: ["product": "shop"])

    @Test("wherever the first run was cut off, both together do each thing that is done once")
    func cutOffAnywhere() async throws {
        let whole = Self.bench()
        let result = try await whole.run(Self.facts)
        #expect(result.outcome == .succeeded)
        for length in 0..<whole.recorder.all.count {
            var second = Self.bench()
            second.past = Array(whole.recorder.all.prefix(length))
            let end = try await second.run(Self.facts)
            #expect(end.outcome == .succeeded)
            #expect(end.facts == result.facts, "cut off after \(length) events")

            let attempts = (second.past + second.recorder.all).filter {
                $0.body.type == "attempt-succeeded"
            }
            let expected = whole.recorder.all.filter { $0.body.type == "attempt-succeeded" }
            #expect(
                attempts.compactMap(\.step) == expected.compactMap(\.step),
                "cut off after \(length) events")
        }
    }

    @Test("what is resumed is an event, and attempts and receipts go on")
    func events() async throws {
        let first = Self.bench()
        _ = try await first.run(Self.facts)
        var second = Self.bench()
        let cut = try #require(
            first.recorder.lines.firstIndex(of: "attempt-failed register#2 throttled"))
        second.past = Array(first.recorder.all.prefix(cut))
        _ = try await second.run(Self.facts)
        #expect(
            second.recorder.lines == [
                "run-resumed", "attempt-started register#3", "note register#3",
                "recorded register#3", "attempt-succeeded register#3", "step-succeeded register",
                "attempt-started assign#1", "attempt-succeeded assign#1", "step-succeeded assign",
                "run-finished succeeded",
            ])
        #expect(
            second.recorder.all[0].json.contains(
                #""type":"run-resumed","pipeline":"test","steps":[{"id":"prepare","#))
        #expect(second.recorder.all[0].json.hasSuffix(#""given":{"product":"shop"},"done":2}"#))
    }

    @Test("what a person has set stays set, until a step gives it or somebody says otherwise")
    func byHand() async throws {
        let first = Self.bench()
        _ = try await first.run(Self.facts)
        let cut = try #require(
            first.recorder.lines.firstIndex(of: "attempt-started assign#1"))
        func change(_ name: FactName, _ value: Value?) -> Event {
            Event(
                sequence: 0, time: Moment(elapsed: .zero, sinceEpoch: .zero), run: "r1",
                step: "assign", attempt: nil, body: .factChanged(name, to: value))
        }
        let own = try #require(FactName("own"))
        let past =
            first.recorder.all.prefix(cut) + [
                change(own, 3), change(FactKey<String>.product.name, "toys"),
                change(FactKey<String>.hostname.name, "web9"),
                change(FactKey<String>.memberID.name, nil),
            ]
        var second = Self.bench()
        second.past = Array(past)
        let end = try await second.run(Self.facts)
        #expect(second.recorder.lines("attempt-started") == ["attempt-started assign#1"])
        #expect(
            end.facts == Facts(named: ["own": 3, "product": "toys", "hostname": "web9"]))

        var third = Self.bench()
        third.past = Array(past)
        let other = try await third.run(Facts(named: ["product": "books"]))
        #expect(
            other.facts == Facts(named: ["own": 3, "product": "books", "hostname": "web9"]))
    }

    @Test("a parameter that a person has changed stays changed, until a file says otherwise")
    func parameterByHand() async throws {
        func bench(_ text: String) -> (Bench, @Sendable () -> [Value?]) {
            let seen = Seen()
            var bench = Bench()
            bench.add("zero", give())
            bench.add("one", text: text) { _, arguments in
                let value = try arguments.value(Bench.text)
                seen.values.withLock { $0.append(value) }
                guard value == "good" else {
                    throw Failure(.refused, "it is bad", remedy: "mend it")
                }
                return Facts()
            }
            return (bench, { seen.values.withLock { $0 } })
        }
        let (first, _) = bench("bad")
        _ = try await first.run()
        let change = Event(
            sequence: 0, time: Moment(elapsed: .zero, sinceEpoch: .zero), run: "r1", step: "one",
            attempt: nil, body: .parameterChanged("text", of: "one", to: "good"))
        let past = first.recorder.all + [change]

        var (second, seenBySecond) = bench("bad")
        second.past = past
        #expect(try await second.run().outcome == .succeeded)
        #expect(seenBySecond() == ["good"])

        var (third, seenByThird) = bench("worse")
        third.past = past
        _ = try await third.run()
        #expect(seenByThird() == ["worse"])
    }

    private final class Seen: Sendable {
        let values = Mutex<[Value?]>([])
    }

    @Test("a run that succeeded, or was undone, is over")
    func over() async throws {
        let first = Self.bench()
        _ = try await first.run(Self.facts)
        var second = Self.bench()
        second.past = first.recorder.all
        _ = try await second.run(Self.facts)
        #expect(second.recorder.lines[0] == "run-started")
        #expect(second.recorder.lines("step-succeeded").count == 5)

        var undone = Bench()
        undone.add("one", give()) { _ in }
        undone.add("two", fail(.refused))
        _ = try await undone.run(revertsOnFailure: true)
        var third = Bench()
        third.add("one", give())
        third.add("two", give())
        third.past = undone.recorder.all
        _ = try await third.run()
        #expect(third.recorder.lines[0] == "run-started")
    }

    @Test("a run with --until is the beginning of a longer one")
    func until() async throws {
        var past: [Event] = []
        var attempts: [[String]] = []
        for last in ["prepare", "choose", "prepare", nil] {
            var bench = Self.bench()
            bench.selection = Selection(until: last)
            bench.past = past
            #expect(try await bench.run(Self.facts).outcome == .succeeded)
            past += bench.recorder.all
            attempts.append(bench.recorder.lines("attempt-started"))
        }
        #expect(
            attempts[..<3] == [["attempt-started prepare#1"], ["attempt-started choose#1"], []])
        #expect(attempts[3].first == "attempt-started register#1")
        // All of it is done now.
        var after = Self.bench()
        after.past = past
        _ = try await after.run(Self.facts)
        #expect(after.recorder.lines[0] == "run-started")
        #expect(past[0].json.hasSuffix(#""given":{},"part":"until"}"#))
    }

    @Test("a run of chosen steps resumes nothing, is not resumed, and says so")
    func apart() async throws {
        var failed = Self.bench()
        failed.deadline = .milliseconds(500)
        #expect(try await failed.run(Self.facts).outcome != .succeeded)
        var history = RunHistory()
        failed.recorder.all.forEach { history.add($0) }

        var only = Self.bench()
        only.selection = Selection(only: ["prepare"])
        let plan = try only.plan(Self.facts)
        #expect(Resumption(of: plan, knowing: Self.facts, after: history) == nil)
        #expect(
            Resumption.obstacle(to: plan, after: history)
                == "a run with --only resumes nothing and is not resumed")
        _ = try await only.run(Self.facts)
        only.recorder.all.forEach { history.add($0) }

        let whole = try Self.bench().plan(Self.facts)
        #expect(Resumption(of: whole, knowing: Self.facts, after: history) == nil)
        #expect(
            Resumption.obstacle(to: whole, after: history)
                == "the last run was one with --only, which is not resumed")
    }

    @Test("a step that was given up is tried again from its first failure on")
    func givenUp() async throws {
        func bench() -> Bench {
            var bench = Bench()
            bench.add("one", give())
            let policy = Policy(retries: [
                Retry(on: [.throttled], attempts: 3, delay: .seconds(1), jitter: .none)
            ])
            bench.add("two", policy: policy, fail(.throttled))
            return bench
        }
        let first = bench()
        _ = try await first.run()
        var second = bench()
        second.past = first.recorder.all
        _ = try await second.run()
        #expect(
            second.recorder.lines("attempt-started")
                == ["attempt-started two#4", "attempt-started two#5", "attempt-started two#6"])

        // One that was only cut off has used up what it has used up.
        let cut = try #require(first.recorder.lines.firstIndex(of: "attempt-started two#2"))
        var third = bench()
        third.past = Array(first.recorder.all.prefix(cut))
        _ = try await third.run()
        #expect(
            third.recorder.lines("attempt-started")
                == ["attempt-started two#2", "attempt-started two#3"])
    }

    @Test("a step that may fail stays failed")
    func mayFail() async throws {
        func bench() -> Bench {
            var bench = Bench()
            bench.add("one", policy: Policy(retries: [], onFailure: .continue), fail(.refused))
            bench.add("two", fail(.refused))
            return bench
        }
        let first = bench()
        _ = try await first.run()
        var second = bench()
        second.past = first.recorder.all
        _ = try await second.run()
        #expect(second.recorder.lines("attempt-started") == ["attempt-started two#2"])
    }

    @Test("what has changed is done again, with what follows it, and why is said")
    func changes() async throws {
        func resumed(_ change: (inout Bench, inout Facts) -> Void) async throws -> Event.Body {
            var first = Bench()
            first.add("one", give())
            first.add("two", text: "x", give())
            first.add("three", text: "${product}", give())
            first.add("four", fail(.refused))
            _ = try await first.run(Self.facts)
            var second = Bench()
            var facts = Self.facts
            change(&second, &facts)
            second.past = first.recorder.all
            _ = try await second.run(facts)
            return second.recorder.all[0].body
        }
        func said(
            _ change: (inout Bench, inout Facts) -> Void
        ) async throws -> String {
            guard case .runResumed(_, let done, let reason) = try await resumed(change) else {
                return "a new run"
            }
            return "\(done): \(reason ?? "nothing")"
        }
        func steps(_ bench: inout Bench, two: String = "x") {
            bench.add("one", give())
            bench.add("two", text: two, give())
            bench.add("three", text: "${product}", give())
            bench.add("four", give())
        }
        #expect(try await said { bench, _ in steps(&bench) } == "3: nothing")
        #expect(
            try await said { bench, _ in steps(&bench, two: "y") }
                == "1: `two` and what follows is repeated: its parameter `text` has changed")
        #expect(
            try await said { bench, facts in
                steps(&bench)
                facts = Facts(named: ["product": "store"])
            } == "2: `three` and what follows is repeated: the fact `product` has changed")
        #expect(
            try await said { bench, _ in
                bench.add("one", give())
                bench.add("new", give())
                bench.add("two", text: "x", give())
            } == "1: `new` and what follows is repeated: it is new in the pipeline")
        #expect(
            try await said { bench, _ in
                bench.add("one", give())
                bench.add("three", text: "${product}", give())
            }
                == "1: `three` and what follows is repeated: `two` is not in the pipeline any more"
        )
        #expect(
            try await said { bench, _ in
                bench.add("one", give())
                bench.add("three", text: "${product}", give())
                bench.add("two", text: "x", give())
            } == "1: `three` and what follows is repeated: the order of the steps has changed")
        #expect(
            try await said { bench, _ in
                bench.add("one", text: "z", give())
                bench.add("two", text: "x", give())
            } == "0: `one` and what follows is repeated: its parameter `text` has changed")
        #expect(try await said { bench, _ in bench.add("two", text: "x", give()) } == "a new run")
        // The step that failed was not done: repairing it does nothing again.
        #expect(
            try await said { bench, _ in
                bench.add("one", give())
                bench.add("two", text: "x", give())
                bench.add("three", text: "${product}", give())
                bench.add("four", text: "repaired", give())
            } == "3: nothing")
    }

    @Test("a sensitive fact is not in the events, and so the step that gives it is done again")
    func sensitive() async throws {
        let identity = InstanceIdentity(document: "{}", signature: "c2lnbmVk")
        func bench(_ last: @escaping Script.Act) -> Bench {
            var bench = Bench()
            bench.add("one", give())
            bench.add("identify", gives: ["instance.identity"]) { _, _ in
                Facts(named: ["instance.identity": identity.value])
            }
            bench.add("use", last)
            return bench
        }
        let first = bench(fail(.refused))
        _ = try await first.run()
        var second = bench(give())
        // As a journal gives them back.
        second.past = first.recorder.all.map { event in
            guard case .attemptSucceeded(_, let elapsed) = event.body else { return event }
            return Event(
                sequence: event.sequence, time: event.time, run: event.run, step: event.step,
                attempt: event.attempt, body: .attemptSucceeded(gave: Facts(), after: elapsed))
        }
        #expect(try await second.run().outcome == .succeeded)
        #expect(
            second.recorder.lines("attempt-started")
                == ["attempt-started identify#2", "attempt-started use#2"])
    }

    @Test("five reboots are granted, and the sixth is a failure")
    func reboots() async throws {
        var past: [Event] = []
        for number in 1...6 {
            var bench = Bench()
            bench.add("one", give())
            bench.add("two") { _, _ in throw RebootRequest("a new kernel") }
            bench.past = past
            let outcome = try await bench.run().outcome
            if number <= 5 {
                #expect(outcome == .rebootNeeded(step: "two", reason: "a new kernel"))
            } else {
                #expect(
                    outcome
                        == .failed(
                            step: "two",
                            Failure(
                                .refused,
                                "the step asks for a reboot after 5 of them: a new kernel",
                                remedy: "look at why a reboot does not help; "
                                    + "`enlist run --fresh` starts the count over")))
            }
            past += bench.recorder.all
        }
    }

    @Test("what an earlier run did is undone with the rest")
    func undone() async throws {
        func bench(_ last: @escaping Script.Act) -> Bench {
            var bench = Bench()
            bench.add("one", give(), undo: { $0.note("undoing one, attempt \($0.attempt)") })
            bench.add("two", last)
            return bench
        }
        let first = bench(fail(.refused))
        _ = try await first.run()
        var second = bench(fail(.refused))
        second.past = first.recorder.all
        _ = try await second.run(revertsOnFailure: true)
        #expect(
            second.recorder.lines == [
                "run-resumed", "attempt-started two#2", "attempt-failed two#2 refused",
                "step-failed two refused", "revert-started one", "note one",
                "revert-succeeded one", "run-finished failed",
            ])
    }

    /// Three steps that say what they undo by; the last one fails until it is mended.
    private static func undoable(_ undone: Undone, isMended: Bool = false) -> Bench {
        let key = FactKey<String>("made")
        var bench = Bench()
        for name in ["one", "two"] {
            bench.add(name) { context, _ in
                try context.record(key, "\(name) in attempt \(context.attempt)")
                return Facts()
            } undo: { context in
                undone.lines.withLock { $0.append(context.receipt[key] ?? "\(name), of nothing") }
            }
        }
        bench.add("three", isMended ? give() : fail(.refused))
        return bench
    }

    private final class Undone: Sendable {
        let lines = Mutex<[String]>([])
    }

    @Test("a run that was cut off while undoing is undone by its receipts before another begins")
    func cutOffUndoing() async throws {
        let undone = Undone()
        let whole = Self.undoable(undone)
        _ = try await whole.run(revertsOnFailure: true)
        #expect(undone.lines.withLock { $0 } == ["two in attempt 1", "one in attempt 1"])
        let lines = whole.recorder.lines
        let first = try #require(lines.firstIndex(of: "revert-started two"))
        for length in (first + 1)..<lines.count {
            let undone = Undone()
            var second = Self.undoable(undone, isMended: true)
            second.past = Array(whole.recorder.all.prefix(length))
            #expect(try await second.run().outcome == .succeeded)
            // What was not said to be undone is undone, the last one first, and then all is done.
            let said = Set(lines.prefix(length))
            let left = ["two", "one"].filter { !said.contains("revert-succeeded \($0)") }
            #expect(undone.lines.withLock { $0 } == left.map { "\($0) in attempt 1" })
            #expect(
                second.recorder.lines("run-resumed", "revert-started", "attempt-started")
                    == ["run-resumed"] + left.map { "revert-started \($0)" }
                    + ["one#2", "two#2", "three#2"].map { "attempt-started \($0)" })

            // And what comes after that is undone by the new receipts, also by a third run.
            let undoneAgain = Undone()
            var third = Self.undoable(undoneAgain)
            let cut = try #require(
                second.recorder.lines.firstIndex(of: "attempt-started three#2"))
            third.past = second.past + second.recorder.all.prefix(cut + 1)
            _ = try await third.run(revertsOnFailure: true)
            #expect(
                undoneAgain.lines.withLock { $0 } == ["two in attempt 2", "one in attempt 2"])
        }
    }

    @Test("what was being undone and is not in the pipeline any more is named")
    func cutOffUndoingAnother() async throws {
        let undone = Undone()
        let whole = Self.undoable(undone)
        _ = try await whole.run(revertsOnFailure: true)
        let cut = try #require(whole.recorder.lines.firstIndex(of: "revert-started two"))
        var second = Bench()
        second.add("one", give()) { _ in }
        second.past = Array(whole.recorder.all.prefix(cut + 1))
        _ = try await second.run()
        guard case .runResumed(_, 0, let reason) = second.recorder.all[0].body else {
            Issue.record("not resumed: \(second.recorder.lines)")
            return
        }
        #expect(
            reason
                == """
                the last run was cut off while undoing what it had done, and that is finished \
                first; `two` is not in the pipeline any more and stays done
                """)
    }

    @Test("how a run ended that did not live to say so is known where it is certain")
    func ending() async throws {
        func endings(_ bench: Bench, reverting: Bool = false) async throws -> [String: String] {
            _ = try await bench.run(revertsOnFailure: reverting)
            var history = RunHistory()
            var endings: [String: String] = [:]
            for (event, line) in zip(bench.recorder.all, bench.recorder.lines) {
                history.add(event)
                endings[line] =
                    (history.isUndoing ? "undoing " : "") + (history.ending?.name ?? "-")
            }
            return endings
        }
        var good = Bench()
        good.add("one", give())
        good.add("two", give())
        #expect(
            try await endings(good) == [
                "run-started": "-", "attempt-started one#1": "-", "attempt-succeeded one#1": "-",
                "step-succeeded one": "-", "attempt-started two#1": "-",
                "attempt-succeeded two#1": "succeeded", "step-succeeded two": "succeeded",
                "run-finished succeeded": "succeeded",
            ])
        var bad = Bench()
        bad.add("one", give()) { _ in }
        bad.add("two", policy: Policy(retries: [], onFailure: .continue), fail(.refused))
        bad.add("three", fail(.refused))
        let all = try await endings(bad, reverting: true)
        #expect(all["step-failed two refused"] == "-")
        #expect(all["attempt-failed three#1 refused"] == "-")
        #expect(all["step-failed three refused"] == "failed")
        #expect(all["revert-started one"] == "undoing -")
        #expect(all["revert-succeeded one"] == "undoing -")
        #expect(all["run-finished failed"] == "failed")
        var late = Bench()
        late.add(
            "one", policy: Policy(retries: [], deadline: .seconds(10)),
            work(.seconds(20), on: late.time))
        let lateEndings = try await endings(late)
        #expect(
            lateEndings.filter { $0.key.hasPrefix("step-failed") }.map(\.value)
                == ["deadline-passed"])
        var rebooting = Bench()
        rebooting.add("one") { _, _ in throw RebootRequest("of a kernel") }
        #expect(try await endings(rebooting)["reboot-needed one#1"] == "reboot-needed")
    }
}
