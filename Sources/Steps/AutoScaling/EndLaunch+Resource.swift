import AWS
import Pipeline

extension EndLaunch {
    /// How long the tags of an instance in a group are waited for: they come some seconds after it.
    private var patience: Duration {
        switch result {
        case .success: .seconds(60)
        // Whoever waits for the failure has a minute for all of it.
        case .failure: .seconds(10)
        }
    }

    /// The group's stack; waits for the tags that name it, where they have not come yet.
    ///
    /// - Returns: nil where the instance is in no stack.
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

    /// The group's stack, by the tags that CloudFormation gives to what it makes.
    ///
    /// - Returns: the stack, if it is known; whether nothing more is to be expected. A group gives each
    ///   of its instances the tag `aws:autoscaling:groupName`, so without that the others are to come.
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
