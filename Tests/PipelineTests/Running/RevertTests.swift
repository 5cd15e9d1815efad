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

    @Test("a run that was not asked to does not undo anything")
    func onlyWhenAsked() async throws {
        var bench = Bench()
        bench.add("first", fail(.refused)) { _ in Issue.record("undone") }
        #expect(try await bench.run().outcome.name == "failed")
    }
}
