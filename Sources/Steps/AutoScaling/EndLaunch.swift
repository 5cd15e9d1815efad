import AWS
import Pipeline

/// Reports whether the instance is ready to those that wait for it: its Auto Scaling group, at a
/// lifecycle hook, and the CloudFormation stack that the group belongs to.
///
/// The step finds both by itself unless parameters name them; if nothing waits, it does nothing.
struct EndLaunch: Step {
    /// How the launch ended.
    enum Result: Sendable {
        case success
        case failure
    }

    let result: Result
    /// The lifecycle hook; nil to find all of the group's launch hooks.
    let hook: (name: String, group: String)?
    /// The resource to signal; nil to find it by the instance's tags.
    let resource: CloudFormation.Resource?
    let host: Host

    func run(in context: StepContext) async throws -> Facts {
        let region = try context.facts.require(.instanceRegion)
        let instanceID = try context.facts.require(.instanceID)
        switch result {
        case .success:
            // The hook comes last: the instance serves from then on, and nothing after that may
            // fail.
            try await signalSuccess(instanceID, region, context)
            try await endHooks(instanceID, region, context)
        case .failure:
            // The hook comes last, whatever became of the signal: abandoning it terminates this
            // machine.
            let signalling: Swift.Result<Void, any Error>
            do {
                signalling = .success(try await signal(instanceID, region, context))
            } catch {
                signalling = .failure(error)
            }
            try await endHooks(instanceID, region, context)
            try signalling.get()
        }
        return Facts()
    }

    private func endHooks(
        _ instanceID: String, _ region: String, _ context: StepContext
    ) async throws {
        let hooks = LifecycleHooks(
            transition: .launching, instanceID: instanceID, region: region, host: host)
        let completion = HookCompletion(hooks: hooks, result: result.ofHook)
        if let hook {
            try await completion.complete(named: hook.name, of: hook.group, context)
        } else {
            try await completion.completeAll(context)
        }
    }

    /// Signals that the instance is ready.
    ///
    /// An instance that can serve is not given up because its stack cannot be reached: if retries
    /// do not help, that is a warning.
    private func signalSuccess(
        _ instanceID: String, _ region: String, _ context: StepContext
    ) async throws {
        do {
            try await signal(instanceID, region, context)
        } catch {
            let missing = IAMPermission.cloudFormation("SignalResource", stack: resource?.stack)
            let failure = Failure(error).naming([missing], knowing: context.facts)
            let isLast = context.attempt >= Self.signalAttempts(after: failure.failureClass)
            guard isLast, !Task.isCancelled else { throw error }
            context.warn(
                "CloudFormation is not told that the instance is ready: \(failure.message); "
                    + failure.remedy)
        }
    }

    /// The number of attempts in which the signal may fail before the failure becomes a warning;
    /// the step's policy allows some more.
    private static func signalAttempts(after failureClass: FailureClass) -> Int {
        switch failureClass {
        case .throttled: 60
        case .transient, .timeout: 8
        // Without credentials the hook cannot be completed either.
        case .credentialsPending: .max
        default: 1
        }
    }

    private func signal(
        _ instanceID: String, _ region: String, _ context: StepContext
    ) async throws {
        guard context.facts[.lifecycle] != .warmPool else {
            return context.note(
                "the instance is in a warm pool: CloudFormation is signalled when it serves")
        }
        guard let resource = try await awaitResource(instanceID, region, context) else {
            return context.note("the instance is in no CloudFormation stack")
        }
        let reply = try await host.cloudFormation(region)
            .signal(result.signal, of: instanceID, to: resource)
        switch reply {
        case .heard:
            context.note(
                "signalled \(result) to \(resource.logicalID) of the CloudFormation stack "
                    + resource.stack)
        case .repeated:
            context.note(
                "\(resource.logicalID) of the CloudFormation stack \(resource.stack) has this "
                    + "instance's signal already")
        case .unawaited(let words):
            context.note(
                "the CloudFormation stack \(resource.stack) does not wait for signals: \(words)")
        }
    }
}

extension EndLaunch.Result {
    /// The name of the kind that ends a launch this way.
    var kindName: String {
        switch self {
        case .success: "finish-launch"
        case .failure: "abandon-launch"
        }
    }

    /// The summary of the kind.
    var summary: String {
        switch self {
        case .success: "Tells the Auto Scaling group and CloudFormation that the instance is ready"
        case .failure: "Tells the Auto Scaling group and CloudFormation that the launch has failed"
        }
    }

    fileprivate var ofHook: AutoScaling.LifecycleResult {
        switch self {
        case .success: .proceed
        case .failure: .abandon
        }
    }

    fileprivate var signal: CloudFormation.Signal {
        switch self {
        case .success: .success
        case .failure: .failure
        }
    }
}
