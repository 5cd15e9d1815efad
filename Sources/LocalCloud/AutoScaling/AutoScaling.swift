/// Auto Scaling, API 2011-01-01: what a machine tells its group.
package enum AutoScaling {
    /// The service's operations.
    package static let service = QueryService(operations: [
        "DescribeAutoScalingInstances": describeAutoScalingInstances,
        "DescribeLifecycleHooks": describeLifecycleHooks,
        "PutLifecycleHook": putLifecycleHook,
        "CompleteLifecycleAction": completeLifecycleAction,
        "RecordLifecycleActionHeartbeat": recordLifecycleActionHeartbeat,
        "SetInstanceHealth": setInstanceHealth,
        "DescribeTags": describeTags,
        "CreateOrUpdateTags": createOrUpdateTags,
    ])

    @Sendable private static func describeAutoScalingInstances(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let ids = parameters.list("InstanceIds.member")
        let entries: [[XMLElement?]] = state.machines.compactMap { machine in
            guard let scaling = machine.scaling, machine.region == call.region,
                ids.isEmpty || ids.contains(machine.id),
                machine.isListedInGroup(at: call.now)
            else { return nil }
            return [
                XMLElement("InstanceId", machine.id), XMLElement("InstanceType", machine.type),
                XMLElement("AutoScalingGroupName", scaling.group),
                XMLElement("AvailabilityZone", machine.availabilityZone),
                XMLElement("LifecycleState", scaling.state),
                XMLElement("HealthStatus", scaling.health),
                XMLElement("ProtectedFromScaleIn", "false"),
            ]
        }
        return [.list("AutoScalingInstances", of: "member", entries)]
    }

    @Sendable private static func describeLifecycleHooks(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let group = try parameters.required("AutoScalingGroupName")
        let names = parameters.list("LifecycleHookNames.member")
        try mustExist(group, in: state, call)
        let hooks = state.hooks(of: group, in: call.region)
            .filter { names.isEmpty || names.contains($0.name) }
        let entries: [[XMLElement?]] = hooks.map { hook in
            [
                XMLElement("LifecycleHookName", hook.name),
                XMLElement("AutoScalingGroupName", group),
                XMLElement("LifecycleTransition", hook.transition.rawValue),
                XMLElement("HeartbeatTimeout", "\(Int(hook.heartbeatTimeout.rounded(.up)))"),
                XMLElement("GlobalTimeout", "172800"), XMLElement("DefaultResult", "ABANDON"),
            ]
        }
        return [.list("LifecycleHooks", of: "member", entries)]
    }

    /// Makes a hook, or changes one; machines that the group has launched already do not wait at it.
    @Sendable private static func putLifecycleHook(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let group = try parameters.required("AutoScalingGroupName")
        let name = try parameters.required("LifecycleHookName")
        try mustExist(group, in: state, call)
        let known = state.hooks(of: group, in: call.region).first { $0.name == name }
        let word = parameters["LifecycleTransition"] ?? known?.transition.rawValue
        guard let transition = word.flatMap(LifecycleHook.Transition.init) else {
            throw ServiceError(
                "ValidationError",
                "LifecycleTransition must be autoscaling:EC2_INSTANCE_LAUNCHING or "
                    + "autoscaling:EC2_INSTANCE_TERMINATING")
        }
        var hook = LifecycleHook(
            name: name, group: group, region: call.region, transition: transition)
        if let known { hook.heartbeatTimeout = known.heartbeatTimeout }
        if let text = parameters["HeartbeatTimeout"] {
            guard let seconds = Int(text), (30...7_200).contains(seconds) else {
                throw ServiceError(
                    "ValidationError", "HeartbeatTimeout must be from 30 to 7200 seconds")
            }
            hook.heartbeatTimeout = Double(seconds)
        }
        state.put(hook)
        return []
    }

    private static func mustExist(
        _ group: String, in state: CloudState, _ call: Call
    ) throws(ServiceError) {
        let exists = state.machines.contains {
            $0.region == call.region && $0.scaling?.group == group
        }
        guard exists else {
            throw ServiceError(
                "ValidationError",
                "AutoScalingGroup name not found - AutoScalingGroup \(group) not found")
        }
    }

    @Sendable private static func completeLifecycleAction(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let result = try parameters.required("LifecycleActionResult")
        guard ["CONTINUE", "ABANDON"].contains(result) else {
            throw ServiceError(
                "ValidationError", "Lifecycle action result must be CONTINUE or ABANDON")
        }
        let index = try waiting(in: state, parameters, call)
        state.machines[index].scaling?.complete(with: result)
        return []
    }

    @Sendable private static func recordLifecycleActionHeartbeat(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let index = try waiting(in: state, parameters, call)
        state.machines[index].scaling?.heartbeats += 1
        state.machines[index].scaling?.lastHeartbeat = call.now
        return []
    }

    @Sendable private static func setInstanceHealth(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let id = try parameters.required("InstanceId")
        let health = try parameters.required("HealthStatus")
        guard ["Healthy", "Unhealthy"].contains(health) else {
            throw ServiceError(
                "ValidationError", "Instance health status must be Healthy or Unhealthy")
        }
        guard
            let index = state.machines.firstIndex(where: {
                $0.id == id && $0.scaling != nil && $0.region == call.region
            })
        else {
            throw ServiceError(
                "ValidationError",
                "Instance Id not found - No managed instance found for instance ID: \(id)")
        }
        state.machines[index].scaling?.health = health.uppercased()
        return []
    }

    /// The machine whose hook waits.
    ///
    /// - Throws: Auto Scaling's refusal when none does: it is resolved already, or never was.
    private static func waiting(
        in state: CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> Int {
        let hook = try parameters.required("LifecycleHookName")
        let group = try parameters.required("AutoScalingGroupName")
        let id = try parameters.required("InstanceId")
        let index = state.machines.firstIndex { machine in
            machine.id == id && machine.region == call.region && machine.scaling?.group == group
                && machine.scaling?.waits(for: hook) == true
        }
        guard let index else {
            throw ServiceError(
                "ValidationError", "No active Lifecycle Action found with instance ID \(id)")
        }
        return index
    }
}
