import Pipeline
import Synchronization
import Testing

@Suite("Interrupting")
struct InterruptTests {
    @Test("cancelling the run cancels the attempt, records it and undoes nothing")
    func cancels() async throws {
        let (started, start) = AsyncStream<Void>.makeStream()
        var bench = Bench()
        bench.add(
            "step", policy: .standard,
            { _, _ in
                start.finish()
                try await Task.sleep(for: .seconds(3600))
                return Facts()
            },
            undo: { _ in Issue.record("an interrupted run was reverted") })
        let running = Task { [bench] in try await bench.run(revertsOnFailure: true) }
        for await _ in started {}
        running.cancel()
        let result = try await running.value
        #expect(result.outcome == .interrupted(step: "step"))
        #expect(
            bench.recorder.lines == [
                "run-started", "attempt-started step#1", "attempt-interrupted step#1",
                "run-finished interrupted",
            ])
    }

    @Test(
        "an attempt that finishes although it was cancelled counts, and the run ends before the next step"
    )
    func finishesAnyway() async throws {
        let (started, start) = AsyncStream<Void>.makeStream()
        var bench = Bench()
        bench.add(
            "step",
            { _, _ in
                start.finish()
                try? await Task.sleep(for: .seconds(3600))
                return Facts()
            })
        bench.add("next", give())
        let running = Task { [bench] in try await bench.run() }
        for await _ in started {}
        running.cancel()
        #expect(try await running.value.outcome == .interrupted(step: "next"))
        #expect(bench.recorder.lines("step-succeeded") == ["step-succeeded step"])
    }
}
