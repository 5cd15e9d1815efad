import AWS
package import Pipeline

/// Keeps an Auto Scaling group waiting at its lifecycle hooks for as long as a run takes.
///
/// A group gives up an instance when its hook times out without a heartbeat. No failure in here
/// ends a run: it is reported, and retried.
package struct LifecycleHeartbeat: Sendable {
    /// The number of heartbeats that fit into a hook's timeout, so that one may be lost.
    private static let beats = 3.0
    private static let pauseAfterFailure = Duration.seconds(10)

    private let host: Host
    /// The label of heartbeats in events and requests.
    private static let beside = "heartbeats"
    private let time: any TimeSource
    private let pausing: any Pausing

    /// Takes the group's clock, which keeps running while a person looks at a paused run.
    package init(_ host: Host, time: any TimeSource, pausing: any Pausing) {
        self.host = host
        self.time = time
        self.pausing = pausing
    }

    /// The permissions for keeping a group waiting; for any group if no name is given.
    package static func permissions(ofGroup name: String? = nil) -> [IAMPermission] {
        [
            .autoScaling("DescribeAutoScalingInstances"), .autoScaling("DescribeLifecycleHooks"),
            .group("RecordLifecycleActionHeartbeat", named: name),
        ]
    }

    /// Whether a plan ends a launch and has steps before that during which a group has to wait.
    package static func isFor(_ plan: Plan) -> Bool {
        plan.steps.dropFirst().contains { $0.kind.failureCounterpart != nil }
    }

    /// Sends heartbeats until the task is cancelled, or the group no longer waits.
    ///
    /// - Parameters:
    ///   - facts: include the instance's id and region.
    ///   - emitter: receives failures, once for each series of them.
    package func beat(_ facts: Facts, _ emitter: EventEmitter) async {
        await beat(facts, emitter, at: .launching, .all)
    }

    /// Sends heartbeats for one hook while an instance leaves.
    ///
    /// - Parameters:
    ///   - facts: include the instance's id and region.
    ///   - emitter: receives failures, once for each series of them.
    ///   - hook: its name; nil for the only one.
    package func beatForTermination(
        _ facts: Facts, _ emitter: EventEmitter, of hook: String?
    ) async {
        await beat(facts, emitter, at: .terminating, .one(hook))
    }

    private func beat(
        _ facts: Facts, _ emitter: EventEmitter, at transition: AutoScaling.Transition,
        _ choice: LifecycleHooks.Choice
    ) async {
        guard let instanceID = facts[.instanceID], let region = facts[.instanceRegion] else {
            return
        }
        let hooks = LifecycleHooks(
            transition: transition, instanceID: instanceID, region: region, host: host,
            choice: choice)
        await EventEmitter.$beside.withValue(Self.beside) { await beat(hooks, emitter) }
    }

    private func beat(_ hooks: LifecycleHooks, _ emitter: EventEmitter) async {
        var hasWarned = false
        while !Task.isCancelled {
            do {
                guard let pause = try await once(hooks) else { return }
                hasWarned = false
                try await pausing.pause(until: time.now().elapsed + pause)
            } catch {
                if Task.isCancelled { return }
                let failure = Failure(error)
                // A group that does not list the instance yet does not wait for it yet.
                let isEarly = failure.failureClass == .notFound
                if !hasWarned, !isEarly {
                    emitter.emit(
                        .warning(
                            "no heartbeat for the Auto Scaling group: \(failure.message); "
                                + failure.remedy))
                }
                hasWarned = hasWarned || !isEarly
                try? await pausing.pause(until: time.now().elapsed + Self.pauseAfterFailure)
            }
        }
    }

    /// The pause between two heartbeats of a hook.
    ///
    /// - Parameter timeout: the hook's timeout in seconds, as the service reports it; clamped to
    ///   1 s to 48 h (Auto Scaling allows 30 s to 2 h, and a hook's state at most 48 h; API
    ///   reference, PutLifecycleHook).
    /// - Returns: a third of it, as one heartbeat may be lost.
    static func pause(ofHook timeout: Double) -> Duration {
        let seconds = timeout.isFinite ? min(max(timeout, 1), 172_800) : 172_800
        return .milliseconds(Int(seconds * 1000 / beats))
    }

    /// Sends one heartbeat for each hook at which the group waits.
    ///
    /// - Returns: how long to wait before the next; nil if the group no longer waits at any hook.
    private func once(_ hooks: LifecycleHooks) async throws -> Duration? {
        guard let found = try await hooks.find(), !found.hooks.isEmpty else { return nil }
        let shortest = found.hooks.map(\.heartbeatTimeout).min() ?? 0
        if found.instance.state.waits(at: hooks.transition) {
            for hook in found.hooks {
                _ = try await hooks.autoScaling.recordHeartbeat(
                    hooks.action(hook.name, of: found.instance.group))
            }
        } else if !found.instance.state.isBeforeHooks(of: hooks.transition) {
            return nil
        }
        return Self.pause(ofHook: shortest)
    }
}
