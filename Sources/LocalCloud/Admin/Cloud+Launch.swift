package import Foundation

extension Cloud {
    /// Launches the machines of one entry of a scenario's `instances`, and answers with them as the
    /// ready file has them.
    func launch(_ request: Request) async -> Reply {
        do {
            guard let value = try? JSONValue(parsing: request.body) else {
                throw ScenarioError.notJSON(file: "the request's body")
            }
            let plan = try Scenario.InstancePlan(value, region: state.region)
            advance()
            let machines = try state.launch(plan, at: clock.now)
            for case let root? in machines.map(\.root) {
                // Its agent may write there before its port is open.
                try? FileManager.default.createDirectory(
                    atPath: root, withIntermediateDirectories: true)
            }
            var launched: [JSONValue] = []
            for machine in machines {
                // A cloud without ports is one that nobody can ask.
                guard let ports else { break }
                launched.append(
                    try await ports.open(machine.id, region: machine.region, root: machine.root)
                        .json)
            }
            return Reply(administration: ["instances": .array(launched)])
        } catch {
            let status = error is ScenarioError ? 400 : 500
            return Reply(administration: ["error": "\(error)"], status: status)
        }
    }
}

extension CloudState {
    /// Launches machines, which wait at their group's launch hook if that is their state.
    ///
    /// - Throws: ``ScenarioError`` if a machine of that id is there, or the group has another hook
    ///   of that name.
    package mutating func launch(
        _ plan: Scenario.InstancePlan, at now: Date
    ) throws(ScenarioError) -> [Machine] {
        if let id = plan.id, machines.contains(where: { $0.id == id }) {
            throw .duplicate(path: "id", value: id)
        }
        var plan = plan
        if let hook = plan.hook {
            guard hooks.allSatisfy({ !$0.hasIdentity(of: hook) || $0 == hook }) else {
                throw .duplicate(path: "auto-scaling.hook", value: hook.name)
            }
            put(hook)
        } else if let scaling = plan.scaling, scaling.state.ends(with: "Pending:Wait") {
            let hook = hooks(of: scaling.group, in: plan.region)
                .first { $0.transition == .launching }
            guard let hook else { throw .missing(path: "auto-scaling.hook") }
            plan.scaling?.hook = hook.name
        }
        let known = machines.count
        for number in 0..<plan.count { add(plan, number: number, at: now) }
        return Array(machines[known...])
    }
}
