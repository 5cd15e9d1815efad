import Pipeline
import Testing

@Suite("Steps with a condition")
struct ConditionalStepTests {
    private static let hostname = FactKey.hostname.name

    private func bench(_ condition: Comparison, mayFail: Bool = false) -> Bench {
        var bench = Bench()
        bench.add("choose", gives: ["hostname"]) { _, _ in
            Facts(named: ["hostname": "web1"])
        }
        bench.add("greet") { _, _ in Facts() }
        bench.add("last") { _, _ in Facts() }
        bench.steps[1].condition = Condition([condition])
        if mayFail { bench.steps[1].policies = [PolicyChange(onFailure: .continue)] }
        return bench
    }

    @Test("a step whose condition does not hold is passed over, and says why")
    func doesNotHold() async throws {
        let bench = bench(Comparison(Self.hostname, ["web2", "web3"]))
        let result = try await bench.run()
        #expect(result.outcome == .succeeded)
        #expect(
            bench.recorder.lines("step-succeeded", "step-skipped", "attempt-started") == [
                "attempt-started choose#1", "step-succeeded choose",
                "step-skipped greet hostname is web1, not web2 or web3",
                "attempt-started last#1", "step-succeeded last",
            ])
    }

    @Test("a step whose condition holds by what an earlier step gave runs")
    func holds() async throws {
        let bench = bench(Comparison(Self.hostname, ["web1"]))
        _ = try await bench.run()
        #expect(bench.recorder.lines("step-skipped") == [])
    }

    @Test("a condition that cannot be decided is a failure of the step", arguments: [false, true])
    func undecidable(mayFail: Bool) async throws {
        let bench = bench(Comparison(FactName("count") ?? Self.hostname, [3]), mayFail: mayFail)
        let facts = FactName("count").map { Facts([$0: ["a"]]) } ?? Facts()
        // Known while planning, it would not have come so far.
        let result = try await bench.run(facts, announced: false)
        if mayFail {
            #expect(result.outcome == .succeeded)
        } else {
            guard case .failed(step: "greet", let failure) = result.outcome else {
                Issue.record("\(result.outcome)")
                return
            }
            #expect(failure.failureClass == .refused)
            #expect(
                failure.message
                    == "`when` cannot be decided: `count` is a list and is compared with an integer"
            )
        }
    }
}
