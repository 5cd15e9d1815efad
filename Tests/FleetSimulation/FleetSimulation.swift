import Foundation
import HTTP
import Pipeline

/// A fleet that joins at once, in simulated time.
///
/// The instances are enlist's own: its pipelines, engine, steps, client, policies and retries. Only
/// the clock, chance, the services and the agents are made for the simulation.
package enum FleetSimulation {
    /// A pipeline of enlist that cannot be read.
    struct NoPipeline: Error {}

    /// What became of a fleet.
    package struct Report: Sendable {
        package let scenario: Scenario
        package let joined: Int
        /// The instances whose run ended at a deadline, or failed otherwise.
        package let late: Int
        package let failed: Int
        /// Until the last instance's run ended.
        package let makespan: Duration
        /// No fleet could be faster: a bucket gives no more tokens, and what comes before the first
        /// and after the last of them takes as long as for one instance alone.
        package let bound: Duration
        /// Answers to requests that are throttled, by whether they were granted.
        package let granted: Int
        package let refused: Int
        /// The pipeline's; nil for none.
        package let deadline: Duration?
        /// A failure of a run, for a person; nil if there is none.
        package let failure: String?

        /// The makespan over the least that is possible.
        package var ratio: Double { makespan / bound }
        package var refusedPerGranted: Double { Double(refused) / Double(max(1, granted)) }
    }

    /// Lets a fleet join.
    ///
    /// - Parameter scenario: the fleet and its services.
    /// - Returns: what became of it.
    /// - Throws: `SimulatedTime.Standstill`; what keeps an instance from being made.
    package static func run(_ scenario: Scenario) async throws -> Report {
        var alone = scenario
        alone.count = 1
        let one = try await course(of: alone)
        let all = try await course(of: scenario)
        let bounds = scenario.throttles.indices.map { index in
            guard let use = one.uses[index] else { return one.end }
            let throttle = scenario.throttles[index]
            let tokens = max(0, Double(scenario.needed(of: index)) - throttle.burst)
            return use.first + .seconds(tokens / throttle.rate) + one.end - use.last
        }
        let counts = all.counts.filter { call, _ in
            scenario.throttles.contains { $0.matches(call) }
        }.values
        let failures = all.outcomes.compactMap(\.failure)
        return Report(
            scenario: scenario, joined: all.outcomes.count { $0 == .succeeded },
            late: all.outcomes.count {
                if case .deadlinePassed = $0 { true } else { false }
            },
            failed: all.outcomes.count {
                if case .failed = $0 { true } else { false }
            },
            makespan: all.end, bound: max(one.end, bounds.max() ?? .zero),
            granted: counts.reduce(0) { $0 + $1.granted },
            refused: counts.reduce(0) { $0 + $1.refused },
            deadline: try scenario.flow.definition().deadline,
            failure: failures.first.map { "\($0.step): \($0.reason.message)" })
    }

    /// Where the files of its machines are: in memory if possible, as steps sync what they write.
    private static var folder: String {
        let memory = "/dev/shm"
        return FileManager.default.isWritableFile(atPath: memory)
            ? memory : NSTemporaryDirectory()
    }

    private struct Course: Sendable {
        let outcomes: [Outcome]
        let end: Duration
        let counts: [Call: SimulatedCloud.Count]
        let uses: [Int: SimulatedCloud.Use]
    }

    private static func course(of scenario: Scenario) async throws -> Course {
        let place = "\(folder)/fleet-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: place) }
        let definition = try scenario.flow.definition()
        let http = try HTTPClient(userAgent: "simulation", environment: [:])
        let course: Result<Course, any Error> = try await SimulatedTime.run { time in
            do {
                return .success(try await fleet(scenario, definition, in: place, time, http))
            } catch {
                return .failure(error)
            }
        }
        return try course.get()
    }

    private static func fleet(
        _ scenario: Scenario, _ definition: Definition, in place: String, _ time: SimulatedTime,
        _ http: HTTPClient
    ) async throws -> Course {
        let roots = (0..<scenario.count).map { "\(place)/\($0)" }
        let agents = roots.enumerated().map { SimulatedAgent($0, root: $1, scenario, time) }
        let opsWorks = OpsWorksModel(scenario, time)
        let cloud = SimulatedCloud(
            scenario, time,
            [
                "ssm": SystemsManagerModel(agents: agents), "opsworks": opsWorks,
                "ec2": EC2Model {
                    agents[$0].start(appliesAssociation: scenario.flow == .associations)
                },
            ])
        let instances = try roots.enumerated().map { number, root in
            try SimulatedInstance(number, root: root, definition, scenario, cloud, opsWorks, http)
        }
        let boot = SeededChance(scenario.seed)
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            for instance in instances {
                let start = scenario.boot * boot.fraction()
                group.addTask {
                    try? await time.sleep(start)
                    return await instance.join()
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        return Course(
            outcomes: outcomes, end: time.elapsed, counts: cloud.counts, uses: cloud.uses)
    }
}
