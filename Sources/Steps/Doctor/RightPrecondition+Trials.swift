import AWS
import Pipeline

extension RightPrecondition.Trial {
    private static let instance = [FactKey.instanceID.name, FactKey.instanceRegion.name]
    private static let stack = [FactKey.stackID.name, FactKey.stackAPIRegion.name]
    private static let protectionStays =
        "termination protection that registering switches on would stay"

    /// How to try an action that a step calls.
    ///
    /// - Returns: nil for one that cannot be tried without doing what it is for.
    static func of(
        _ action: String, for step: PlannedStep, _ surroundings: Surroundings
    ) -> RightPrecondition.Trial? {
        switch action {
        case "opsworks:GetHostnameSuggestion":
            RightPrecondition.Trial(needs: stack + [FactKey.layerID.name]) { facts in
                _ = try await surroundings.opsWorks(facts.require(.stackAPIRegion))
                    .getHostnameSuggestion(layerID: facts.require(.layerID))
            }
        case "opsworks:DescribeInstances":
            RightPrecondition.Trial(needs: stack) { facts in
                _ = try await surroundings.opsWorks(facts.require(.stackAPIRegion))
                    .describeInstances(.stack(facts.require(.stackID)))
            }
        case "ec2:CreateTags":
            RightPrecondition.Trial(needs: instance) { facts in
                let tags = step.parameters["tags"].flatMap([String: Value].init) ?? [:]
                try await surroundings.ec2(facts.require(.instanceRegion)).rehearseCreateTags(
                    keys: tags.keys.sorted(), on: [facts.require(.instanceID)])
            }
        case "ec2:DescribeInstanceAttribute":
            RightPrecondition.Trial(needs: instance, loss: protectionStays) { facts in
                _ = try await surroundings.ec2(facts.require(.instanceRegion))
                    .disableAPITermination(of: facts.require(.instanceID))
            }
        case "ec2:ModifyInstanceAttribute":
            RightPrecondition.Trial(needs: instance, loss: protectionStays) { facts in
                try await surroundings.ec2(facts.require(.instanceRegion))
                    .rehearseSetDisableAPITermination(of: facts.require(.instanceID))
            }
        case "ec2:DescribeTags":
            RightPrecondition.Trial(needs: instance) { facts in
                _ = try await surroundings.ec2(facts.require(.instanceRegion))
                    .describeTags(of: facts.require(.instanceID))
            }
        case "ssm:DescribeInstanceInformation":
            RightPrecondition.Trial(needs: instance) { facts in
                _ = try await surroundings.systemsManager(facts.require(.instanceRegion))
                    .node(ofInstance: facts.require(.instanceID))
            }
        case "ssm:ListCommandInvocations":
            RightPrecondition.Trial(needs: instance) { facts in
                _ = try await surroundings.systemsManager(facts.require(.instanceRegion))
                    .invocations(on: facts.require(.instanceID))
            }
        case "iam:ListUsers":
            RightPrecondition.Trial(needs: instance) { facts in
                _ = try await surroundings.iam(facts.require(.instanceRegion)).listUsers(
                    pathPrefix: RegistrationUser.path(ofInstance: facts.require(.instanceID)))
            }
        default: nil
        }
    }
}
