import Foundation

/// A machine's move into service or back into the warm pool, which a test sends to a running cloud.
struct GroupMove {
    private enum Place: String, CaseIterable {
        /// The group's launch hooks come first.
        case service = "in-service"
        /// The group's termination hooks come first if the machine has served.
        case pool = "warm-pool"
    }

    private let instance: String
    private let place: Place

    /// Parses `{"instance": "i-…", "moves-to": "in-service"}`.
    init(_ value: JSONValue) throws(ScenarioError) {
        let fields = try Fields(value, at: "", known: ["instance", "moves-to"])
        instance = try fields.required("instance")
        guard let place = try fields.word("moves-to", of: Place.self) else {
            throw .missing(path: "moves-to")
        }
        self.place = place
    }

    /// Applies it.
    ///
    /// - Throws: `ScenarioError` if there is no such machine, or it is in no group.
    func begin(in state: inout CloudState, at now: Date) throws(ScenarioError) {
        guard let index = state.machines.firstIndex(where: { $0.id == instance }) else {
            throw .wrongValue(
                path: "instance", value: instance, allowed: state.machines.map(\.id))
        }
        guard var scaling = state.machines[index].scaling else {
            throw .missing(path: "auto-scaling of \(instance)")
        }
        let transition: LifecycleHook.Transition = place == .service ? .launching : .terminating
        let hook = state.hooks(of: scaling.group, in: state.machines[index].region)
            .first { $0.transition == transition }
        scaling.hook = hook?.name
        scaling.lastHeartbeat = now
        switch place {
        case .service: scaling.state = hook == nil ? "InService" : "Pending:Wait"
        case .pool:
            scaling.state = hook == nil ? "Warmed:\(scaling.pool.rawValue)" : "Warmed:Pending:Wait"
        }
        state.machines[index].scaling = scaling
    }
}
