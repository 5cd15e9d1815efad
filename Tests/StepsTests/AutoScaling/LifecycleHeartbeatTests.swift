import Testing

@testable import Steps

@Suite struct LifecycleHeartbeatTests {
    @Test(
        "whatever number a hook's time is, heartbeats come at a sensible pace",
        arguments: [
            (300, 100_000), (30, 10_000), (0.0001, 333), (-5, 333), (1e300, 57_600_000),
            (.infinity, 57_600_000), (.nan, 57_600_000),
        ] as [(Double, Int)])
    func pause(timeout: Double, milliseconds: Int) {
        #expect(LifecycleHeartbeat.pause(ofHook: timeout) == .milliseconds(milliseconds))
    }
}
