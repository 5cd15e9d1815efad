/// The role of a machine, and when its credentials are there.
package struct InstanceRole: Sendable, Equatable {
    package var name: String
    package var policy: Policy
    /// Seconds after the launch before metadata has the role.
    package var credentialsAfter: Double
    /// Seconds for which one set of credentials is good.
    package var credentialsLifetime: Double

    /// What enlisting and leaving may call, with the IAM calls of a registration by IAM user.
    package static let defaultActions = [
        "opsworks:AssignInstance", "opsworks:DeregisterInstance", "opsworks:DescribeCommands",
        "opsworks:DescribeInstances", "opsworks:DescribeLayers", "opsworks:DescribeServiceErrors",
        "opsworks:DescribeStackProvisioningParameters", "opsworks:DescribeStacks",
        "opsworks:GetHostnameSuggestion", "opsworks:RegisterInstance", "opsworks:UnassignInstance",
        "opsworks:UpdateLayer",
        "ec2:CreateTags", "ec2:DeleteTags", "ec2:DescribeInstanceAttribute",
        "ec2:DescribeInstances", "ec2:DescribeTags", "ec2:ModifyInstanceAttribute",
        "autoscaling:CompleteLifecycleAction", "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribeLifecycleHooks", "autoscaling:RecordLifecycleActionHeartbeat",
        "autoscaling:SetInstanceHealth", "autoscaling:DescribeTags",
        "autoscaling:CreateOrUpdateTags",
        "cloudformation:SignalResource", "s3:PutObject", "kms:GenerateDataKey",
        "ssm:CancelCommand", "ssm:DescribeAssociation", "ssm:DescribeDocument",
        "ssm:DescribeInstanceAssociationsStatus", "ssm:DescribeInstanceInformation",
        "ssm:GetCommandInvocation", "ssm:GetDocument", "ssm:GetParameters",
        "ssm:GetParametersByPath", "ssm:ListAssociations", "ssm:ListCommandInvocations",
        "ssm:SendCommand", "ssm:StartAssociationsOnce",
        // The agent's own.
        "ssm:ListInstanceAssociations", "ssm:PutComplianceItems", "ssm:PutInventory",
        "ssm:UpdateInstanceAssociationStatus", "ssm:UpdateInstanceInformation", "ec2messages:*",
        "iam:AddUserToGroup", "iam:AttachUserPolicy", "iam:CreateAccessKey", "iam:CreateGroup",
        "iam:CreateUser", "iam:DeleteAccessKey", "iam:DeleteGroup", "iam:DeleteUser",
        "iam:DeleteUserPolicy", "iam:DetachUserPolicy", "iam:ListAccessKeys",
        "iam:ListAttachedUserPolicies", "iam:ListGroupsForUser", "iam:ListUserPolicies",
        "iam:ListUsers", "iam:PutUserPolicy", "iam:RemoveUserFromGroup",
    ]
}
