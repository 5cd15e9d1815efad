import Pipeline
import Testing

@Suite("Rewinding")
struct RewindTests {
    private static let rewinding = Policy(retries: [
        Retry(
            on: [.conflict], attempts: 3, delay: .seconds(1), jitter: .none, rewind: .step("choose")
        )
    ])

    private static func named(_ name: String) -> Script.Act {
        give(Facts(named: ["hostname": .string(name)]))
    }

    @Test("a rewind runs again from the earlier step, which hears why")
    func rewinds() async throws {
        var bench = Bench()
        bench.add("choose", gives: ["hostname"]) { context, _ in
            Facts(named: ["hostname": .string("web\(context.rewinds.count + 1)")])
        }
        bench.add("tag", give())
        bench.add("register", policy: Self.rewinding) { context, _ in
            let name = try context.facts.require(.hostname)
            guard name == "web3" else {
                throw Failure(.conflict, "\(name) is taken", remedy: "take another")
            }
            return Facts()
        }
        let result = try await bench.run()
        #expect(result.outcome == .succeeded)
        #expect(result.facts[.hostname] == "web3")
        #expect(
            bench.recorder.lines("attempt-started", "rewinding") == [
                "attempt-started choose#1", "attempt-started tag#1", "attempt-started register#1",
                "rewinding register#1 choose 1s",
                "attempt-started choose#2", "attempt-started tag#2", "attempt-started register#2",
                "rewinding register#2 choose 2s",
                "attempt-started choose#3", "attempt-started tag#3", "attempt-started register#3",
            ])
    }

    @Test("attempts are counted on over rewinds")
    func attemptsEnd() async throws {
        var bench = Bench()
        bench.add("choose", gives: ["hostname"], Self.named("web1"))
        bench.add("register", policy: Self.rewinding, fail(.conflict))
        let result = try await bench.run()
        #expect(result.outcome.name == "failed")
        #expect(bench.recorder.lines("attempt-started").count == 6)
    }

    @Test("what was given after the target is forgotten")
    func factsAreForgotten() async throws {
        var bench = Bench()
        bench.add("choose", gives: ["hostname"]) { context, _ in
            // A leftover of the first time round would be seen here.
            guard context.facts[.hostname] == nil, context.facts[.memberID] == nil else {
                throw Failure(.refused, "stale facts", remedy: "forget them")
            }
            return Facts(named: ["hostname": "web1"])
        }
        bench.add("middle", gives: ["member.id"], give(Facts(named: ["member.id": "m"])))
        bench.add("register", policy: Self.rewinding, fail(.conflict), give())
        #expect(try await bench.run().outcome == .succeeded)
    }
}
