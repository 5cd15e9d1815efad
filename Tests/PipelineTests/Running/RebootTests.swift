import Pipeline
import Testing

@Suite("A step that asks for a reboot")
struct RebootTests {
    @Test("ends the run there, undoes nothing, and is not tried again")
    func ends() async throws {
        var bench = Bench()
        bench.add("one", give()) { _ in Issue.record("it was undone") }
        bench.add("two", policy: .standard) { _, _ in throw RebootRequest("a new kernel") }
        bench.add("three", give())
        let result = try await bench.run(revertsOnFailure: true)
        #expect(result.outcome == .rebootNeeded(step: "two", reason: "a new kernel"))
        #expect(
            bench.recorder.lines == [
                "run-started", "attempt-started one#1", "attempt-succeeded one#1",
                "step-succeeded one", "attempt-started two#1", "reboot-needed two#1",
                "run-finished reboot-needed",
            ])
        #expect(
            bench.recorder.all.last { $0.step == "two" }?.json.contains(
                #""type":"reboot-needed","step":"two","attempt":1,"reason":"a new kernel""#)
                == true)
    }
}
