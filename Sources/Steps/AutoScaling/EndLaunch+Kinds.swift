import AWS
import Pipeline

extension EndLaunch {
    static let group = Parameter<String?>("group", "the Auto Scaling group; by default it is found")
    static let hook = Parameter<String?>(
        "hook", "the group's lifecycle hook; by default all for launches")
    static let stackName = Parameter<String?>(
        "stack-name", "the CloudFormation stack; by default the one in the instance's tags")
    static let resource = Parameter<String?>(
        "resource", "the stack's resource that waits for signals, by its logical id")

    /// The kind `finish-launch`; `abandon-launch` takes its place for a launch that failed.
    static func kind(_ host: Host) -> StepKind {
        kind(.success, host)
            .requiring { _ in [GroupPrecondition(host: host, tellsGroup: true)] }
            .tried { _ in [.describeTags(host)] }
            .failing(by: kind(.failure, host))
    }

    /// The kind `finish-launch`, or `abandon-launch` for a launch that failed.
    static func kind(_ result: Result, _ host: Host) -> StepKind {
        StepKind(
            result.kindName, summary: result.summary,
            parameters: [
                group.description, hook.description, stackName.description, resource.description,
            ],
            rules: [
                .onlyWith("group", ["hook"]), .onlyWith("hook", ["group"]),
                .onlyWith("stack-name", ["resource"]), .onlyWith("resource", ["stack-name"]),
            ],
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            policy: .forNewInstances,
            needs: [FactKey.instanceID.name, FactKey.instanceRegion.name],
            permissions: IAMPermission.declared(permissions)
        ) { arguments throws(Failure) in
            let (group, hook) = (try arguments.value(group), try arguments.value(hook))
            let (stack, id) = (try arguments.value(stackName), try arguments.value(resource))
            return EndLaunch(
                result: result,
                hook: group.flatMap { group in hook.map { ($0, group) } },
                resource: stack.flatMap { stack in
                    id.map { CloudFormation.Resource(stack: stack, logicalID: $0) }
                },
                host: host)
        }
    }

    private static func permissions(_ parameters: [String: Value]) -> [IAMPermission] {
        func said(_ parameter: Parameter<String?>) -> String? {
            parameters[parameter.name].flatMap(String.init)
        }
        return [.group("CompleteLifecycleAction", named: said(group))]
            + LifecycleHeartbeat.permissions(ofGroup: said(group))
            + [.cloudFormation("SignalResource", stack: said(stackName))]
            + (said(resource) == nil ? [IAMPermission("ec2:DescribeTags")] : [])
    }
}
