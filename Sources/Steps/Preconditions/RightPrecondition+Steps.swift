import AWS
import Pipeline

extension RightPrecondition {
    /// The rights that a step of OpsWorks' or of the Auto Scaling group's needs and that can be tried,
    /// but for those that another precondition needs itself.
    static func rights(of step: PlannedStep, _ surroundings: Surroundings) -> [RightPrecondition] {
        let instance = [FactKey.instanceID.name, FactKey.instanceRegion.name]
        let stack = [FactKey.stackID.name, FactKey.stackAPIRegion.name]
        switch step.kind.name {
        case "choose-hostname":
            return [
                RightPrecondition(
                    action: "opsworks:GetHostnameSuggestion", needs: stack + [FactKey.layerID.name]
                ) { facts in
                    _ = try await surroundings.opsWorks(facts.require(.stackAPIRegion))
                        .getHostnameSuggestion(layerID: facts.require(.layerID))
                }
            ]
        case "register-instance", "wait-until-registered", "assign-layer":
            return [
                RightPrecondition(action: "opsworks:DescribeInstances", needs: stack) { facts in
                    _ = try await surroundings.opsWorks(facts.require(.stackAPIRegion))
                        .describeInstances(.stack(facts.require(.stackID)))
                }
            ]
        case "tag-instance":
            let tags = step.parameters["tags"].flatMap([String: Value].init) ?? [:]
            return [
                RightPrecondition(action: "ec2:CreateTags", needs: instance) { facts in
                    try await surroundings.ec2(facts.require(.instanceRegion)).rehearseCreateTags(
                        keys: tags.keys.sorted(), on: [facts.require(.instanceID)])
                }
            ]
        case "note-termination-protection":
            return [
                RightPrecondition(
                    action: "ec2:DescribeInstanceAttribute", needs: instance,
                    loss: "termination protection that registering switches on would stay"
                ) { facts in
                    _ = try await surroundings.ec2(facts.require(.instanceRegion))
                        .disableAPITermination(of: facts.require(.instanceID))
                }
            ]
        case "clear-termination-protection":
            return [
                RightPrecondition(
                    action: "ec2:ModifyInstanceAttribute", needs: instance,
                    loss: "termination protection that registering switches on would stay"
                ) { facts in
                    try await surroundings.ec2(facts.require(.instanceRegion))
                        .rehearseSetDisableAPITermination(of: facts.require(.instanceID))
                }
            ]
        case "finish-launch":
            return [
                RightPrecondition(action: "ec2:DescribeTags", needs: instance) { facts in
                    _ = try await surroundings.ec2(facts.require(.instanceRegion))
                        .describeTags(of: facts.require(.instanceID))
                }
            ]
        default: return []
        }
    }

    /// The IAM actions of a step that cannot be tried without doing what they are for.
    static func untriable(of step: PlannedStep) -> [String] {
        switch step.kind.name {
        case "register-instance":
            ["opsworks:RegisterInstance"]
                + (step.registersByUser
                    ? [
                        "iam:AddUserToGroup", "iam:CreateAccessKey", "iam:CreateGroup",
                        "iam:CreateUser", "iam:PutUserPolicy",
                    ] : [])
        case "assign-layer": ["opsworks:AssignInstance"]
        case "finish-launch":
            [
                "autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat",
                "cloudformation:SignalResource",
            ]
        default: []
        }
    }
}

extension PlannedStep {
    /// Whether it registers with the key of an IAM user that it makes.
    var registersByUser: Bool {
        parameters[RegisterWithOpsWorks.credentials.name]
            == RegisterWithOpsWorks.KeySource.iamUser.value
    }
}

/// The rights that only doing shows.
struct UntriableRights: Precondition {
    let actions: [String]

    let name = "other rights"

    func examine(knowing facts: Facts) -> Diagnosis {
        .untold("\(actions.joined(separator: ", ")): nothing but doing it would tell")
    }
}
