import Pipeline
import Synchronization
import Testing

@Suite("Reverting")
struct RevertTests {
    @Test(
        "steps are undone in reverse order, the failed one first, and a failure of undoing is kept beside the first"
    )
    func reverseOrder() async throws {
        let undone = Mutex<[String]>([])
        var bench = Bench()
        bench.add("first", give()) { _ in undone.withLock { $0.append("first") } }
        bench.add("second", give()) { _ in
            undone.withLock { $0.append("second") }
            throw Failure(.transient, "cannot undo", remedy: "do it by hand")
        }
        bench.add("plain", give())
        bench.add("third", fail(.refused)) { _ in undone.withLock { $0.append("third") } }
        bench.add("never", give()) { _ in undone.withLock { $0.append("never") } }
        let result = try await bench.run(revertsOnFailure: true)
        #expect(result.outcome.name == "failed")
        #expect(undone.withLock { $0 } == ["third", "second", "first"])
        #expect(result.revertFailures.map(\.step) == ["second"])
        #expect(
            bench.recorder.lines("revert-started", "revert-succeeded", "revert-failed") == [
                "revert-started third", "revert-succeeded third",
                "revert-started second", "revert-failed second transient",
                "revert-started first", "revert-succeeded first",
            ])
    }

    @Test("what a step recorded in any attempt is what it is undone by, and an event before")
    func receipts() async throws {
        let key = FactKey<String>("made")
        let undone = Mutex<[String?]>([])
        var bench = Bench()
        bench.add("first", policy: Policy(retries: [Self.again])) { context, _ in
            if context.attempt == 1 {
                #expect(context.receipt[key] == nil)
                try context.record(key, "before")
                throw Failure(.transient, "it went wrong", remedy: "mend it")
            }
            #expect(context.receipt[key] == "before")
            return Facts()
        } undo: { context in
            #expect(context.attempt == 2)
            undone.withLock { $0.append(context.receipt[key]) }
        }
        bench.add("second", fail(.refused)) { context in
            undone.withLock { $0.append(context.receipt[key]) }
        }
        _ = try await bench.run(revertsOnFailure: true)
        #expect(undone.withLock { $0 } == [nil, "before"])
        #expect(
            bench.recorder.lines("attempt-started", "recorded", "attempt-failed").prefix(3) == [
                "attempt-started first#1", "recorded first#1", "attempt-failed first#1 transient",
            ])
    }

    @Test("undoing is tried again by the step's policy, in the time that one attempt has")
    func triedAgain() async throws {
        let tries = Mutex(0)
        var bench = Bench()
        bench.add(
            "first", policy: Policy(retries: [Self.again], timeout: .seconds(60)), give()
        ) { _ in
            let count = tries.withLock {
                $0 += 1
                return $0
            }
            if count < 3 { throw Failure(.transient, "not now", remedy: "wait") }
        }
        bench.add("second", fail(.refused))
        let result = try await bench.run(revertsOnFailure: true)
        #expect(tries.withLock { $0 } == 3)
        #expect(result.revertFailures.isEmpty)
        #expect(
            bench.recorder.lines("revert-started", "retrying", "revert-succeeded") == [
                "revert-started first", "retrying first 1s", "retrying first 2s",
                "revert-succeeded first",
            ])
    }

    @Test("undoing that never ends is ended, and the others are undone all the same")
    func bounded() async throws {
        let undone = Mutex<[String]>([])
        var bench = Bench()
        let time = bench.time
        bench.add("first", give()) { _ in undone.withLock { $0.append("first") } }
        bench.add("second", policy: Policy(retries: [], timeout: .seconds(60)), give()) { context in
            // The alarm rings; sleeping for an hour only waits for its cancellation.
            time.advance(to: context.endsAt ?? .zero)
            try await Task.sleep(for: .seconds(3600))
        }
        bench.add("third", fail(.refused))
        let result = try await bench.run(revertsOnFailure: true)
        #expect(undone.withLock { $0 } == ["first"])
        #expect(
            result.revertFailures.map(\.failure) == [
                Failure(
                    .timeout, "undoing it took longer than 1m",
                    remedy: "look at what the step has left, and remove it by hand")
            ])
    }

    @Test("cancelling the run while it undoes does not stop it")
    func cancelled() async throws {
        let (isUndoing, undoing) = AsyncStream<Never>.makeStream()
        let (isCancelled, cancelled) = AsyncStream<Never>.makeStream()
        let wasCancelled = Mutex<Bool?>(nil)
        var bench = Bench()
        bench.add("first", fail(.refused)) { _ in
            undoing.finish()
            for await _ in isCancelled {}
            wasCancelled.withLock { $0 = Task.isCancelled }
        }
        let ready = bench
        let run = Task { try await ready.run(revertsOnFailure: true) }
        for await _ in isUndoing {}
        run.cancel()
        cancelled.finish()
        #expect(try await run.value.outcome.name == "failed")
        #expect(wasCancelled.withLock { $0 } == false)
    }

    @Test("a step that has done something and can no longer be made is a failure of undoing")
    func cannotBeMade() async throws {
        var bench = Bench()
        bench.add("first", unmakeableFrom: 2)
        bench.add("second", fail(.refused))
        let result = try await bench.run(revertsOnFailure: true)
        #expect(result.revertFailures.map(\.step) == ["first"])
        #expect(
            bench.recorder.lines("revert-started", "revert-failed") == [
                "revert-started first", "revert-failed first refused",
            ])
    }

    @Test("one that could never be made has done nothing")
    func wasNeverMade() async throws {
        var bench = Bench()
        bench.add("first", unmakeableFrom: 1)
        let result = try await bench.run(revertsOnFailure: true)
        #expect(result.outcome.name == "failed")
        #expect(result.revertFailures.isEmpty)
    }

    @Test(
        "a step is undone with the facts that it was done with, also after a rewind took them back")
    func afterRewind() async throws {
        let undone = Mutex<[Value?]>([])
        var bench = Bench()
        bench.add(
            "choose", gives: ["hostname"], give(Facts(named: ["hostname": "web1"])), fail(.refused))
        bench.add("tag", text: "${hostname}", give()) { context in
            undone.withLock { $0.append(context.facts[FactKey.hostname.name]) }
        }
        bench.add(
            "register",
            policy: Policy(retries: [
                Retry(on: [.conflict], attempts: 3, delay: .zero, rewind: .step("choose"))
            ]),
            fail(.conflict))
        let result = try await bench.run(revertsOnFailure: true)
        #expect(result.outcome.name == "failed")
        #expect(undone.withLock { $0 } == ["web1"])
        #expect(result.revertFailures.isEmpty)
    }

    private static let again = Retry(
        on: [.transient], attempts: 3, delay: .seconds(1), jitter: .none)

    @Test("a run that was not asked to does not undo anything")
    func onlyWhenAsked() async throws {
        var bench = Bench()
        bench.add("first", fail(.refused)) { _ in Issue.record("undone") }
        #expect(try await bench.run().outcome.name == "failed")
    }
}
