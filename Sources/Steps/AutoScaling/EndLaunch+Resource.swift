import AWS
import Pipeline

extension EndLaunch {
    /// How long to wait for the tags of an instance in a group: they arrive some seconds after it.
    private var patience: Duration {
        switch result {
        case .success: .seconds(60)
        // On a failure, everything together has one minute.
        case .failure: .seconds(10)
        }
    }

    /// The resource of the group's stack; waits for the tags that name it if they have not arrived
    /// yet.
    ///
    /// - Returns: nil if the instance is in no stack.
    func awaitResource(
        _ instanceID: String, _ region: String, _ context: StepContext
    ) async throws -> CloudFormation.Resource? {
        let end = context.time.now().elapsed + patience
        var schedule = PollSchedule(every: .seconds(5))
        while true {
            let (resource, isComplete) = try await lookForResource(instanceID, region)
            if resource != nil || isComplete { return resource }
            guard context.time.now().elapsed < end else {
                context.warn(
                    "the instance is in an Auto Scaling group, but EC2 has shown none of the group's "
                        + "tags within \(patience.readable): whether a CloudFormation stack waits is "
                        + "unknown; name it by `stack-name` and `resource`")
                return nil
            }
            try await context.wait(schedule.wait(context.random), for: "the instance's tags")
        }
    }

    /// The resource of the group's stack, by the tags that CloudFormation puts on what it creates.
    ///
    /// - Returns: the resource, if it is known; whether the search is final. A group gives each of
    ///   its instances the tag `aws:autoscaling:groupName`, so if that is missing, the others are
    ///   still to come.
    func lookForResource(
        _ instanceID: String, _ region: String
    ) async throws -> (resource: CloudFormation.Resource?, isComplete: Bool) {
        if let resource { return (resource, true) }
        let tags = try await host.ec2(region).describeTags(of: instanceID)
        func value(_ key: String) -> String? { tags.first { $0.key == key }?.value }
        if let stack = value("aws:cloudformation:stack-name"),
            let logicalID = value("aws:cloudformation:logical-id")
        {
            return (CloudFormation.Resource(stack: stack, logicalID: logicalID), true)
        }
        if value("aws:autoscaling:groupName") != nil { return (nil, true) }
        return (nil, try await host.instanceFacts.groupTarget() == nil)
    }
}
