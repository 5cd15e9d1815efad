import AWS
import Pipeline

/// Tells those who wait for the instance whether it is ready: its Auto Scaling group, at a lifecycle
/// hook, and the CloudFormation stack that its group belongs to.
///
/// Who they are is found by itself unless parameters say it; where nobody waits, nothing is done.
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
            try await endHooks(instanceID, region, context)
            try await signal(instanceID, region, context)
        case .failure:
            // The hook comes last, as whoever abandons it asks for the end of this machine; and whatever has
            // come of the signal.
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
            transition: .launching, instanceID: instanceID,
            autoScaling: host.autoScaling(region))
        let completion = HookCompletion(hooks: hooks, result: result.ofHook)
        if let hook {
            try await completion.complete(hook.name, of: hook.group, context)
        } else {
            try await completion.completeAll(context)
        }
    }

    private func signal(
        _ instanceID: String, _ region: String, _ context: StepContext
    ) async throws {
        let found = try await findResource(instanceID, region)
        guard let resource = found else {
            return context.note("the instance is in no CloudFormation stack")
        }
        let hears = try await host.cloudFormation(region)
            .signal(result.signal, of: instanceID, to: resource)
        context.note(
            hears
                ? "signalled \(result) to \(resource.logicalID) of the CloudFormation stack \(resource.stack)"
                : "the CloudFormation stack \(resource.stack) does not wait for signals")
    }

    /// The group's stack, by the tags that CloudFormation gives to what it makes.
    func findResource(
        _ instanceID: String, _ region: String
    ) async throws -> CloudFormation.Resource? {
        if let resource { return resource }
        let tags = try await host.ec2(region).describeTags(of: instanceID)
        func value(_ key: String) -> String? {
            tags.first { $0.key == "aws:cloudformation:\(key)" }?.value
        }
        guard let stack = value("stack-name"), let logicalID = value("logical-id") else {
            return nil
        }
        return CloudFormation.Resource(stack: stack, logicalID: logicalID)
    }
}

extension EndLaunch.Result {
    /// The name of the kind that ends a launch so.
    var kindName: String {
        switch self {
        case .success: "finish-launch"
        case .failure: "abandon-launch"
        }
    }

    /// What the kind does.
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
