import Bytes
import JSON
import Pipeline
import Steps

/// The CloudFormation template of a layer's Auto Scaling group.
///
/// It contains the layer, and the group with its hooks, launch template, profile and role.
struct GroupTemplate {
    private let layer: DescribedLayer
    private let written: WrittenLayer
    private let wishes: ImportWishes
    private let userData: String
    private let policy: Value
    private let managedPolicies: [String]

    /// - Parameters:
    ///   - layer: the layer as it was described.
    ///   - written: the layer in the provider's new form.
    ///   - wishes: its names.
    ///   - userData: the script that instances run.
    ///   - policy: with CloudFormation's terms for account, region and group.
    ///   - managedPolicies: the names of the role's managed policies.
    init(
        _ layer: DescribedLayer, _ written: WrittenLayer, _ wishes: ImportWishes, userData: String,
        policy: Value, managedPolicies: [String]
    ) {
        self.layer = layer
        self.written = written
        self.wishes = wishes
        self.userData = userData
        self.policy = policy
        self.managedPolicies = managedPolicies
    }

    var text: String {
        let template: JSONValue = [
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": .string(
                "The layer \(wishes.product) of v\(wishes.major) \(wishes.environment) "
                    + "\(wishes.platform): an Auto Scaling group whose instances join it by enlist."
            ),
            "Parameters": GroupParameters(layer.fleet).section,
            "Resources": [
                "Layer": written.resource, "Group": group,
                "LaunchTemplate": LaunchTemplate(layer, written, userData: userData).resource,
                "InstanceProfile": [
                    "Type": "AWS::IAM::InstanceProfile",
                    "Properties": ["Roles": [.reference("Role")]],
                ],
                "Role": GroupRole(policy, managedPolicies, own: written.statements).resource,
            ],
            "Outputs": ["Group": ["Value": .reference("Group")]],
        ]
        return
            "# Made by `enlist import-stack`, version \(Version.number). REPORT.md says what is missing.\n"
            + TemplateText(template).text
    }

    /// Depends on the layer: an instance without a layer fails, and nothing else in the template
    /// refers to it.
    private var group: JSONValue {
        [
            "Type": "AWS::AutoScaling::AutoScalingGroup",
            "DependsOn": "Layer",
            "CreationPolicy": [
                "ResourceSignal": ["Count": .reference("Size"), "Timeout": "PT30M"]
            ],
            "UpdatePolicy": [
                "AutoScalingRollingUpdate": [
                    "MinInstancesInService": .reference("Size"), "MaxBatchSize": .number("1"),
                    "WaitOnResourceSignals": true, "PauseTime": "PT30M",
                    "SuspendProcesses": ["AZRebalance", "AlarmNotification", "ScheduledActions"],
                ]
            ],
            "Properties": [
                "AutoScalingGroupName": .reference("AWS::StackName"),
                "MinSize": .reference("Size"), "MaxSize": .reference("MaxSize"),
                "VPCZoneIdentifier": .reference("SubnetIds"),
                "LaunchTemplate": [
                    "LaunchTemplateId": .reference("LaunchTemplate"),
                    "Version": .attribute("LaunchTemplate", "LatestVersionNumber"),
                ],
                "LifecycleHookSpecificationList": [
                    hook("join", "LAUNCHING", "ABANDON"), hook("leave", "TERMINATING", "CONTINUE"),
                ],
                "Tags": [
                    [
                        "Key": "enlist:product", "Value": .string(wishes.product),
                        "PropagateAtLaunch": true,
                    ]
                ],
            ],
        ]
    }

    private func hook(_ name: String, _ transition: String, _ result: String) -> JSONValue {
        [
            "LifecycleHookName": .string(name),
            "LifecycleTransition": .string("autoscaling:EC2_INSTANCE_\(transition)"),
            "HeartbeatTimeout": .number("300"), "DefaultResult": .string(result),
        ]
    }
}

extension JSONValue {
    /// CloudFormation's reference to a parameter, a resource or a pseudo parameter.
    static func reference(_ name: String) -> JSONValue { ["Ref": .string(name)] }

    /// CloudFormation's reference to an attribute of a resource.
    static func attribute(_ resource: String, _ name: String) -> JSONValue {
        ["Fn::GetAtt": [.string(resource), .string(name)]]
    }
}
