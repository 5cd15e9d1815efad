import Pipeline
import Testing

/// What is done, and what a step that checks it does.
private struct Checked: Step, Checkable, Revertible {
    let find: Script
    let work: Script
    let undo: Script
    let arguments: Arguments

    func check(in context: StepContext) async throws -> Facts? {
        let found = try await find.next(context, arguments)
        return found.names.isEmpty ? nil : found
    }

    func run(in context: StepContext) async throws -> Facts {
        try await work.next(context, arguments)
    }

    func revert(in context: StepContext) async throws {
        _ = try await undo.next(context, arguments)
    }
}

@Suite("Steps that check")
struct CheckableTests {
    private let fact = Facts(named: ["size": 3])

    @Test("work that is done already is not done again, and gives its facts")
    func done() async throws {
        var bench = Bench()
        let work = Script([fail(.refused)])
        bench.add("one", gives: ["size"]) {
            Checked(
                find: Script([give(fact)]), work: work, undo: Script([give()]), arguments: $0)
        }
        let result = try await bench.run()
        #expect(result.facts == fact)
        #expect(work.count == 0)
        #expect(
            bench.recorder.lines == [
                "run-started", "attempt-started one#1", "already-done one#1",
                "attempt-succeeded one#1", "step-succeeded one", "run-finished succeeded",
            ])
    }

    @Test("each attempt looks before it works; a failure to look is one of the step")
    func everyAttempt() async throws {
        var bench = Bench()
        let find = Script([fail(.throttled), give(), give(fact)])
        let work = Script([fail(.transient)])
        bench.add("one", gives: ["size"], policy: .standard) {
            Checked(find: find, work: work, undo: Script([give()]), arguments: $0)
        }
        #expect(try await bench.run().outcome == .succeeded)
        #expect(find.count == 3)
        #expect(work.count == 1)
        #expect(
            bench.recorder.lines("attempt-failed", "already-done") == [
                "attempt-failed one#1 throttled", "attempt-failed one#2 transient",
                "already-done one#3",
            ])
    }

    @Test(
        "only a step whose work this run has begun is undone",
        arguments: [true, false])
    func undoing(isDone: Bool) async throws {
        var bench = Bench()
        let undo = Script([give()])
        bench.add("one") {
            Checked(
                find: Script([isDone ? give(fact) : give()]), work: Script([give()]), undo: undo,
                arguments: $0)
        }
        bench.add("two", fail(.refused))
        _ = try await bench.run(revertsOnFailure: true)
        #expect(undo.count == (isDone ? 0 : 1))
    }
}
