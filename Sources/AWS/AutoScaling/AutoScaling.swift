import Bytes

/// Auto Scaling, as far as enlist calls it: API 2011-01-01.
package struct AutoScaling: Sendable {
    /// An instance as its group sees it.
    package struct Instance: Sendable, Equatable {
        package let group: String
        /// `Pending`, `Pending:Wait`, `InService`, `Terminating:Wait` and so on; with `Warmed:` before
        /// it in a warm pool.
        package let lifecycleState: String
    }

    /// When a group waits for somebody, as the API calls it.
    package enum Transition: String, Sendable {
        case launching = "autoscaling:EC2_INSTANCE_LAUNCHING"
        case terminating = "autoscaling:EC2_INSTANCE_TERMINATING"
    }

    /// A point at which a group waits for somebody.
    package struct LifecycleHook: Sendable, Equatable {
        package let name: String
        /// How long the group waits without a heartbeat, in seconds.
        package let heartbeatTimeout: Double

        package init(name: String, heartbeatTimeout: Double) {
            self.name = name
            self.heartbeatTimeout = heartbeatTimeout
        }
    }

    /// Where a hook waits.
    package struct LifecycleAction: Sendable, Equatable {
        package let hook: String
        package let group: String
        package let instanceID: String

        package init(hook: String, group: String, instanceID: String) {
            self.hook = hook
            self.group = group
            self.instanceID = instanceID
        }

        fileprivate var form: QueryForm {
            [
                "LifecycleHookName": hook, "AutoScalingGroupName": group, "InstanceId": instanceID,
            ]
        }
    }

    private let client: AWSClient
    private let region: String

    package init(_ client: AWSClient, region: String) {
        self.client = client
        self.region = region
    }

    /// Calls an operation that does no harm when it is repeated, which all of these are.
    private func call<Value>(
        _ name: String, _ form: QueryForm, read: (XMLNode) throws(MalformedReply) -> Value
    ) async throws(AWSError) -> Value {
        try await client.call(
            .autoScaling, version: "2011-01-01", name, form, in: region, isRepeatable: true,
            read: read)
    }

    /// The instance in its group; nil if it is in none.
    package func instance(_ id: String) async throws(AWSError) -> Instance? {
        try await call("DescribeAutoScalingInstances", ["InstanceIds.member.1": id]) {
            reply throws(MalformedReply) in
            let result = try reply.required("DescribeAutoScalingInstancesResult")
            guard let found = result.optionalMembers("AutoScalingInstances").first else {
                return nil
            }
            return Instance(
                group: try found.string("AutoScalingGroupName"),
                lifecycleState: try found.string("LifecycleState"))
        }
    }

    /// The hooks at which the group waits for an instance that it has launched, or is to terminate;
    /// none if the group does not exist any more.
    package func hooks(
        of group: String, at transition: Transition
    ) async throws(AWSError) -> [LifecycleHook] {
        do {
            return try await describeHooks(of: group, at: transition)
        } catch {
            guard error.isAboutNothing else { throw error }
            return []
        }
    }

    private func describeHooks(
        of group: String, at transition: Transition
    ) async throws(AWSError) -> [LifecycleHook] {
        try await call("DescribeLifecycleHooks", ["AutoScalingGroupName": group]) {
            reply throws(MalformedReply) in
            var hooks: [LifecycleHook] = []
            let result = try reply.required("DescribeLifecycleHooksResult")
            for item in result.optionalMembers("LifecycleHooks") {
                guard
                    try item.string("LifecycleTransition") == transition.rawValue
                else { continue }
                hooks.append(
                    LifecycleHook(
                        name: try item.string("LifecycleHookName"),
                        heartbeatTimeout: try heartbeatTimeout(of: item)))
            }
            return hooks
        }
    }

    /// A hook's time in seconds: an hour where the reply leaves it out (API reference,
    /// PutLifecycleHook).
    private func heartbeatTimeout(of hook: XMLNode) throws(MalformedReply) -> Double {
        guard let text = hook.child("HeartbeatTimeout")?.text, !text.isEmpty else { return 3600 }
        guard let seconds = Double(text), seconds > 0 else {
            throw MalformedReply("\(hook.path).HeartbeatTimeout", "is no time")
        }
        return seconds
    }

    /// What becomes of an instance for which a group waits.
    package enum LifecycleResult: String, Sendable {
        /// The group continues with it.
        case proceed = "CONTINUE"
        /// The group gives it up; one that is launching is terminated, and replaced.
        case abandon = "ABANDON"
    }

    /// The reply to a request about a lifecycle action.
    package enum ActionReply: Sendable {
        case done
        /// The group does not wait for the instance at the hook, or no longer.
        case notWaiting
        /// There is no such hook, or no such group.
        case noHook
    }

    /// Ends the group's waiting for an instance.
    package func completeLifecycleAction(
        _ action: LifecycleAction, _ result: LifecycleResult
    ) async throws(AWSError) -> ActionReply {
        try await reply(
            to:
                "CompleteLifecycleAction", action.form + ["LifecycleActionResult": result.rawValue])
    }

    /// Says that the instance is not healthy, so that its group replaces it.
    ///
    /// The group's grace period for new instances is not waited for: without the parameter the call
    /// would be heard and do nothing (API reference, SetInstanceHealth).
    ///
    /// - Returns: false where the instance is in no group.
    package func setUnhealthy(_ instanceID: String) async throws(AWSError) -> Bool {
        do {
            try await call(
                "SetInstanceHealth",
                [
                    "InstanceId": instanceID, "HealthStatus": "Unhealthy",
                    "ShouldRespectGracePeriod": "false",
                ]
            ) { _ in }
            return true
        } catch {
            guard error.serviceMessage?.contains(bytes: "No managed instance found") ?? false
            else { throw error }
            return false
        }
    }

    /// The value of one of a group's tags; nil if it has no such tag.
    package func tag(_ key: String, of group: String) async throws(AWSError) -> String? {
        try await call(
            "DescribeTags",
            [
                "Filters.member.1.Name": "auto-scaling-group",
                "Filters.member.1.Values.member.1": group,
                "Filters.member.2.Name": "key", "Filters.member.2.Values.member.1": key,
            ]
        ) { reply throws(MalformedReply) in
            try reply.required("DescribeTagsResult").optionalMembers("Tags").first?.child("Value")?
                .text
        }
    }

    /// Gives a group a tag, in the place of the one of that key; its instances do not get it.
    package func setTag(
        _ key: String, to value: String, of group: String
    ) async throws(AWSError) {
        try await call(
            "CreateOrUpdateTags",
            [
                "Tags.member.1.ResourceId": group,
                "Tags.member.1.ResourceType": "auto-scaling-group", "Tags.member.1.Key": key,
                "Tags.member.1.Value": value, "Tags.member.1.PropagateAtLaunch": "false",
            ]
        ) { _ in }
    }

    /// Restarts the group's timeout.
    ///
    /// - Returns: false if the group does not wait, or no longer.
    package func recordHeartbeat(_ action: LifecycleAction) async throws(AWSError) -> Bool {
        try await reply(to: "RecordLifecycleActionHeartbeat", action.form) == .done
    }

    private func reply(
        to name: String, _ form: QueryForm
    ) async throws(AWSError) -> ActionReply {
        do {
            try await call(name, form) { _ in }
            return .done
        } catch {
            // A ValidationError like any other, except for its words.
            if error.serviceMessage?.contains(bytes: "No active Lifecycle Action found") == true {
                return .notWaiting
            }
            guard error.isAboutNothing else { throw error }
            return .noHook
        }
    }
}

extension AWSError {
    /// Whether Auto Scaling does not know the hook or the group, for which it has no code of its
    /// own.
    fileprivate var isAboutNothing: Bool {
        code == "ValidationError" && serviceMessage?.contains(bytes: "not found") == true
    }
}
