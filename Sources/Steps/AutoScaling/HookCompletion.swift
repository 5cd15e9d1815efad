import AWS
import Pipeline

/// Completes the lifecycle hooks at which a group waits.
struct HookCompletion: Sendable {
    let hooks: LifecycleHooks
    let result: AutoScaling.LifecycleResult

    /// Completes all hooks at which the group waits for the instance, or is about to.
    func completeAll(_ context: StepContext) async throws {
        let transition = hooks.transition
        var schedule = PollSchedule(every: .seconds(5))
        while let found = try await hooks.find() {
            let group = found.instance.group
            guard !found.hooks.isEmpty else {
                guard !found.others.isEmpty else {
                    return context.note(
                        "the Auto Scaling group \(group) has no \(transition.hookName)")
                }
                return context.warn(
                    "of the \(transition.hookName)s of the Auto Scaling group \(group), "
                        + "\(found.others.joined(separator: ", ")), none is completed: "
                        + "`--hook` selects enlist's")
            }
            if found.instance.state.isBeforeHooks(of: transition) {
                // An instance can be faster than its group, which may reach the hook a little
                // later.
                try await context.wait(
                    schedule.wait(context.random),
                    for: "\(group) to come to its \(transition.hookName)")
                continue
            }
            guard found.instance.state.waits(at: transition) else {
                return context.note(
                    "the Auto Scaling group \(group) does not wait for the instance, which is "
                        + found.instance.lifecycleState)
            }
            for hook in found.hooks { try await complete(hook.name, of: group, context) }
            return
        }
        context.note("the instance is in no Auto Scaling group")
    }

    /// Completes the hook that a pipeline file names.
    ///
    /// - Throws: a failure of class `notFound` if there is no such hook and the group waits at
    ///   another; `AWSError`.
    func complete(named hook: String, of group: String, _ context: StepContext) async throws {
        guard try await complete(hook, of: group, context) == .noHook,
            let found = try? await hooks.find(), !found.hooks.isEmpty,
            found.instance.state.waits(at: hooks.transition)
        else { return }
        throw Failure.noHook(
            hook, of: group, found.hooks.map(\.name), of: found.instance.group)
    }

    /// Completes one hook; one that is gone keeps nobody, and so is only worth a warning.
    @discardableResult
    private func complete(
        _ hook: String, of group: String, _ context: StepContext
    ) async throws(AWSError) -> AutoScaling.ActionReply {
        let action = hooks.action(hook, of: group)
        let reply = try await hooks.autoScaling.completeLifecycleAction(action, result)
        switch reply {
        case .done:
            let words = result == .proceed ? "goes on" : "gives the instance up"
            context.note("the Auto Scaling group \(group) \(words): completed its hook \(hook)")
        case .notWaiting:
            context.note("the hook \(hook) of the Auto Scaling group \(group) no longer waits")
        case .noHook:
            context.warn("the Auto Scaling group \(group) has no hook \(hook) that could wait")
        }
        return reply
    }
}

extension Failure {
    fileprivate static func noHook(
        _ hook: String, of group: String, _ others: [String], of own: String
    ) -> Failure {
        Failure(
            .notFound,
            "the Auto Scaling group \(group) has no hook \(hook); the instance waits in the group "
                + "\(own), which has \(others.map { "`\($0)`" }.joined(separator: ", "))",
            remedy: "correct the parameters `hook` and `group`, or leave them out")
    }
}
