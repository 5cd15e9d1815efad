import Foundation

/// The announced end of a machine, which a test sends to a running cloud.
struct Departure {
    private enum Cause: String, CaseIterable {
        /// The Auto Scaling group, which waits at a termination hook if one is named, or if it has
        /// one.
        case group
        /// EC2, which has just announced the interruption of a spot machine.
        case spot
    }

    private let instance: String
    private let cause: Cause
    private let hook: String?
    private let heartbeatTimeout: Double?

    /// Parses `{"instance": "i-…", "ends-by": "group", "hook": "leaving", "heartbeat-timeout":
    /// 300}`.
    init(_ value: JSONValue) throws(ScenarioError) {
        let fields = try Fields(
            value, at: "", known: ["instance", "ends-by", "hook", "heartbeat-timeout"])
        instance = try fields.required("instance")
        guard let cause = try fields.word("ends-by", of: Cause.self) else {
            throw .missing(path: "ends-by")
        }
        self.cause = cause
        hook = try fields.string("hook")
        heartbeatTimeout = try fields.number("heartbeat-timeout")
    }

    /// Applies it.
    ///
    /// - Throws: `ScenarioError` if there is no such machine, it is in no group, or the hook is a
    ///   launch hook.
    func begin(in state: inout CloudState, at now: Date) throws(ScenarioError) {
        guard let index = state.machines.firstIndex(where: { $0.id == instance }) else {
            throw .wrongValue(
                path: "instance", value: instance, allowed: state.machines.map(\.id))
        }
        switch cause {
        case .spot:
            state.machines[index].spotInterruptionAfter =
                now.timeIntervalSince(state.machines[index].launchedAt)
        case .group:
            guard var scaling = state.machines[index].scaling else {
                throw .missing(path: "auto-scaling of \(instance)")
            }
            let awaited = try awaitedHook(
                of: scaling.group, in: state.machines[index].region, state)
            if let awaited { state.put(awaited) }
            scaling.hook = awaited?.name
            let warmed = scaling.isInPool ? "Warmed:" : ""
            scaling.state = "\(warmed)Terminating" + (awaited == nil ? "" : ":Wait")
            scaling.lastHeartbeat = now
            scaling.results = []
            state.machines[index].scaling = scaling
        }
    }

    /// The hook at which the group waits from now on; nil for none.
    private func awaitedHook(
        of group: String, in region: String, _ state: CloudState
    ) throws(ScenarioError) -> LifecycleHook? {
        let hooks = state.hooks(of: group, in: region)
        var awaited: LifecycleHook?
        if let hook {
            let known = hooks.first { $0.name == hook }
            guard known?.transition != .launching else {
                throw .duplicate(path: "hook", value: hook)
            }
            awaited =
                known
                ?? LifecycleHook(
                    name: hook, group: group, region: region, transition: .terminating)
        } else {
            awaited = hooks.first { $0.transition == .terminating }
        }
        if let heartbeatTimeout { awaited?.heartbeatTimeout = heartbeatTimeout }
        return awaited
    }
}
