import Pipeline
import Synchronization
import Testing

/// Loses every event from the n-th on.
private final class LossyObserver: Observer {
    private let limit: Int
    private let count = Mutex(0)

    init(from limit: Int) { self.limit = limit }

    func observe(_ event: Event) throws {
        let number = count.withLock { count in
            count += 1
            return count
        }
        guard number < limit else { throw Failure(.refused, "no room", remedy: "make room") }
    }
}

@Suite("Events that are lost")
struct LostRecordTests {
    @Test("a run makes no effect after the first event that could not be recorded")
    func stops() async throws {
        let effects = Mutex<[Int]>([])
        let whole = try await run(losingFrom: .max) { effects.withLock { $0.append(1) } }
        #expect(whole.outcome == .succeeded)
        #expect(effects.withLock { $0.count } == 2)

        // run-started, then for each step: attempt-started, recorded, attempt-succeeded,
        // step-succeeded.
        let made = [1: 0, 2: 0, 3: 0, 4: 1, 5: 1, 6: 1, 7: 1, 8: 2, 9: 2]
        for (limit, count) in made {
            effects.withLock { $0 = [] }
            let result = try await run(losingFrom: limit) { effects.withLock { $0.append(1) } }
            #expect(effects.withLock { $0.count } == count, "lost from \(limit) on")
            guard limit < 8 else {
                #expect(result.outcome == .succeeded)
                continue
            }
            #expect(
                result.outcome
                    == .failed(
                        step: limit < 4 ? "one" : "two",
                        Failure(.refused, "no room", remedy: "make room")))
        }
    }

    private func run(
        losingFrom limit: Int, _ effect: @escaping @Sendable () -> Void
    ) async throws -> RunResult {
        var bench = Bench()
        bench.observers = [LossyObserver(from: limit)]
        for name in ["one", "two"] {
            bench.add(
                name, policy: Policy(retries: [Retry(on: [.refused], attempts: 9, delay: .zero)])
            ) { context, _ in
                try context.record(FactKey<Bool>("begun"), true)
                effect()
                return Facts()
            }
        }
        return try await bench.run()
    }

    @Test("nothing is undone that could not be recorded")
    func undo() async throws {
        var bench = Bench()
        bench.observers = [LossyObserver(from: 6)]
        bench.add("one", give()) { _ in Issue.record("it was undone") }
        bench.add("two", fail(.refused))
        let result = try await bench.run(revertsOnFailure: true)
        #expect(result.outcome.name == "failed")
    }
}
