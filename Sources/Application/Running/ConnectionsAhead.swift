package import Pipeline
package import Steps

/// Opens connections to the services of a run while its first steps work on the machine.
///
/// A new host costs two round trips (TCP, TLS) before its first request; this takes them off the run's
/// path. Nothing of the run depends on it: no step waits for it, and its failures are ignored.
package struct ConnectionsAhead: Sendable {
    let host: Host

    /// Opens them beside a run, and stops when the run has ended.
    ///
    /// - Parameters:
    ///   - plan: what is run.
    ///   - done: how many of its steps, from the first, are done already.
    ///   - facts: what is known before the run; without the instance's region nothing is opened.
    ///   - run: the run.
    /// - Returns: what the run returns.
    func open<Result>(
        for plan: Plan, after done: Int, knowing facts: Facts, beside run: () async -> Result
    ) async -> Result {
        guard let region = facts[.instanceRegion] else { return await run() }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await host.openConnections(for: Self.steps(of: plan, after: done), in: region)
            }
            defer { group.cancelAll() }
            return await run()
        }
    }

    /// The steps of a plan that may still run.
    static func steps(of plan: Plan, after done: Int) -> [PlannedStep] {
        let left = Set(plan.steps.dropFirst(done).map(\.id))
        return plan.stepsThatMayRun.filter { left.contains($0.id) }
    }
}
