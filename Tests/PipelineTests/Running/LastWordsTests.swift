import Pipeline
import Testing

struct LastWordsTests {
    @Test func `what steps have left running has its last words when all is undone`() async throws {
        var bench = Bench()
        bench.lastWords = [.output("half a line", source: "x.so"), .warning("it has died")]
        bench.add("first", give()) { _ in }
        bench.add("second", fail(.refused))
        _ = try await bench.run(revertsOnFailure: true)
        #expect(
            Array(bench.recorder.lines.suffix(4)) == [
                "revert-succeeded first", "output", "warning", "run-finished failed",
            ])
    }
}
