import Testing

@testable import AWS

@Suite struct ThrottledWaitsTests {
    @Test(
        arguments: [
            (0, 0, 2), (8, 1, 2), (80, 10, 20), (120, 15, 30), (3600, 15, 30),
        ] as [(Double, Double, Double)])
    func `a wait is an eighth to a quarter of what has been waited, within bounds`(
        _ waited: Double, _ least: Double, _ most: Double
    ) {
        let waits = ThrottledWaits()
        #expect(waits.wait(after: .seconds(waited), fraction: 0) == .seconds(least))
        #expect(waits.wait(after: .seconds(waited), fraction: 1) == .seconds(most))
    }

    @Test func `without a share each wait is anything up to the first`() {
        let waits = ThrottledWaits(first: .seconds(3), share: 0)
        #expect(waits.wait(after: .seconds(500), fraction: 0) == .zero)
        #expect(waits.wait(after: .seconds(500), fraction: 0.5) == .milliseconds(1500))
    }
}
