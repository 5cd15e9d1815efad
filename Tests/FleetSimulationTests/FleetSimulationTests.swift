import AWS
import FleetSimulation
import Testing

@Suite struct FleetSimulationTests {
    @Test(arguments: Scenario.Flow.allCases)
    func `a fleet that nobody throttles joins as fast as one instance`(
        _ flow: Scenario.Flow
    ) async throws {
        var fleet = Scenario(flow, count: 5, throttles: [])
        // The hostnames that OpsWorks suggests to instances at once are the same.
        fleet.boot = flow == .opsworks ? .seconds(600) : .zero
        let report = try await FleetSimulation.run(fleet)
        #expect(report.joined == 5)
        #expect(report.refused == 0)
        #expect(report.makespan <= report.bound + fleet.boot)
    }

    @Test func `one seed gives one course, and another one another`() async throws {
        var scenario = Scenario(.commands, at: 2, burst: 2, count: 8)
        let one = try await FleetSimulation.run(scenario)
        let same = try await FleetSimulation.run(scenario)
        scenario.seed = 2
        let other = try await FleetSimulation.run(scenario)
        #expect(one.makespan == same.makespan)
        #expect(one.refused == same.refused)
        #expect(one.makespan != other.makespan)
    }

    @Test(arguments: Scenario.Flow.allCases)
    func `no fleet is faster than its limit, and each instance joins`(
        _ flow: Scenario.Flow
    ) async throws {
        let report = try await FleetSimulation.run(Scenario(flow, at: 1, burst: 1, count: 6))
        #expect(report.joined == 6)
        #expect(report.makespan >= report.bound)
        #expect(report.ratio < 5)
        #expect(report.refused > 0)
    }

    @Test func `longer waits save requests`() async throws {
        var scenario = Scenario(.commands, at: 1, count: 50)
        let short = try await FleetSimulation.run(scenario)
        scenario.longestThrottling = .seconds(20)
        let long = try await FleetSimulation.run(scenario)
        #expect(long.refused * 2 < short.refused)
    }

    @Test func `a fleet whose limit is too low for its deadline is late`() async throws {
        let report = try await FleetSimulation.run(
            Scenario(.opsworks, at: 0.02, burst: 5, count: 10))
        #expect(report.bound > report.deadline ?? .zero)
        #expect(report.late > 0)
        #expect(report.joined + report.late == 10)
        #expect(report.makespan <= .seconds(31 * 60))
    }

    @Test func `a bucket gives its burst at once, and then tokens at its rate`() {
        var bucket = TokenBucket(rate: 2, burst: 3)
        #expect((0..<5).map { _ in bucket.take(at: 0) } == [true, true, true, false, false])
        #expect((0..<3).map { _ in bucket.take(at: 1) } == [true, true, false])
        #expect((0..<5).map { _ in bucket.take(at: 9) } == [true, true, true, false, false])
    }

    @Test func `time passes when nothing else is left to do, in order`() async throws {
        let order = try await SimulatedTime.run { time in
            await withTaskGroup(of: Int.self) { group in
                for second in [3, 1, 2] {
                    group.addTask {
                        try? await time.sleep(.seconds(second))
                        return second
                    }
                }
                var order: [Int] = []
                for await second in group { order.append(second) }
                return order + [Int(time.elapsed / .seconds(1))]
            }
        }
        #expect(order == [1, 2, 3, 3])
    }

    @Test func `a wait for what is outside of the simulation ends it`() async {
        await #expect(throws: SimulatedTime.Standstill.self) {
            try await SimulatedTime.run { _ in
                await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            }
        }
    }
}
