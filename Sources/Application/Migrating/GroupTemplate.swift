import Bytes
import JSON
import Pipeline
import Steps

/// The CloudFormation template of a layer's Auto Scaling group: the layer, the group with its hooks, its launch
/// template, profile and role.
struct GroupTemplate {
    private let layer: DescribedLayer
    private let written: WrittenLayer
    private let wishes: ImportWishes
    private let userData: String
    private let policy: Value
    private let managedPolicies: [String]

    /// - Parameters:
    ///   - layer: as it was described.
    ///   - written: as the provider is to have it.
    ///   - wishes: its names.
    ///   - userData: the script that instances run.
    ///   - policy: with CloudFormation's words for account, region and group.
    ///   - managedPolicies: the names of ready-made policies of the role.
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
            "Parameters": parameters,
            "Resources": [
                "Layer": written.resource, "Group": group, "LaunchTemplate": launchTemplate,
                "InstanceProfile": [
                    "Type": "AWS::IAM::InstanceProfile",
                    "Properties": ["Roles": [reference("Role")]],
                ],
                "Role": role,
            ],
            "Outputs": ["Group": ["Value": reference("Group")]],
        ]
        return
            "# Made by `enlist import-stack`, version \(Version.number). REPORT.md says what is missing.\n"
            + TemplateText(template).text
    }

    // MARK: Parameters

    private var size: Int { max(1, layer.fleet.steady) }

    private var parameters: JSONValue {
        let fleet = layer.fleet
        var members: [JSONValue.Member] = [
            .init(
                "ImageId",
                [
                    "Type": "AWS::EC2::Image::Id",
                    "Description": "An image with enlist and amazon-ssm-agent in it",
                ]),
            .init(
                "InstanceType",
                ["Type": "String", "Default": .string(fleet.instanceType ?? "t3.small")]),
            .init(
                "SubnetIds",
                parameter(
                    "List<AWS::EC2::Subnet::Id>", fleet.subnets.joined(separator: ","),
                    "Subnets from which instances reach the endpoints of Systems Manager")),
            .init("Size", number(size, "How many instances serve")),
            .init(
                "MaxSize",
                number(
                    max(size + 1, fleet.steady + fleet.scaled),
                    "How many there are at most, while some are replaced")),
        ]
        if !fleet.securityGroups.isEmpty {
            members.append(
                .init(
                    "SecurityGroupIds",
                    parameter(
                        "List<AWS::EC2::SecurityGroup::Id>",
                        fleet.securityGroups.joined(separator: ","),
                        "Those of the layer's instances")))
        }
        if let name = fleet.keyName {
            members.append(
                .init(
                    "KeyName",
                    parameter("AWS::EC2::KeyPair::KeyName", name, "The key pair of the instances")))
        }
        return .object(members)
    }

    private func parameter(_ type: String, _ value: String, _ description: String) -> JSONValue {
        var members: [JSONValue.Member] = [.init("Type", .string(type))]
        if !value.isEmpty { members.append(.init("Default", .string(value))) }
        return .object(members + [.init("Description", .string(description))])
    }

    private func number(_ value: Int, _ description: String) -> JSONValue {
        [
            "Type": "Number", "Default": .number(String(value)), "MinValue": .number("1"),
            "Description": .string(description),
        ]
    }

    // MARK: Resources

    /// After the layer: an instance that finds none fails, and nothing else here refers to it.
    private var group: JSONValue {
        [
            "Type": "AWS::AutoScaling::AutoScalingGroup",
            "DependsOn": "Layer",
            "CreationPolicy": ["ResourceSignal": ["Count": reference("Size"), "Timeout": "PT30M"]],
            "UpdatePolicy": [
                "AutoScalingRollingUpdate": [
                    "MinInstancesInService": reference("Size"), "MaxBatchSize": .number("1"),
                    "WaitOnResourceSignals": true, "PauseTime": "PT30M",
                    "SuspendProcesses": ["AZRebalance", "AlarmNotification", "ScheduledActions"],
                ]
            ],
            "Properties": [
                "AutoScalingGroupName": reference("AWS::StackName"),
                "MinSize": reference("Size"), "MaxSize": reference("MaxSize"),
                "VPCZoneIdentifier": reference("SubnetIds"),
                "LaunchTemplate": [
                    "LaunchTemplateId": reference("LaunchTemplate"),
                    "Version": attribute("LaunchTemplate", "LatestVersionNumber"),
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

    private var launchTemplate: JSONValue {
        let fleet = layer.fleet
        var data: [JSONValue.Member] = [
            .init("ImageId", reference("ImageId")),
            .init("InstanceType", reference("InstanceType")),
            .init("IamInstanceProfile", ["Arn": attribute("InstanceProfile", "Arn")]),
            .init(
                "MetadataOptions", ["HttpTokens": "required", "InstanceMetadataTags": "enabled"]),
        ]
        if fleet.keyName != nil { data.append(.init("KeyName", reference("KeyName"))) }
        if fleet.isEBSOptimized { data.append(.init("EbsOptimized", true)) }
        if fleet.isDedicated { data.append(.init("Placement", ["Tenancy": "dedicated"])) }
        let groups = fleet.securityGroups.isEmpty ? nil : reference("SecurityGroupIds")
        if fleet.hasPublicAddress {
            var interface: [JSONValue.Member] = [
                .init("DeviceIndex", .number("0")), .init("AssociatePublicIpAddress", true),
            ]
            if let groups { interface.append(.init("Groups", groups)) }
            data.append(.init("NetworkInterfaces", [.object(interface)]))
        } else if let groups {
            data.append(.init("SecurityGroupIds", groups))
        }
        let volumes = zip(written.devices, layer.volumes).map(mapping)
        if !volumes.isEmpty { data.append(.init("BlockDeviceMappings", .array(volumes))) }
        data.append(.init("UserData", ["Fn::Base64": .string(userData)]))
        return [
            "Type": "AWS::EC2::LaunchTemplate",
            "Properties": ["LaunchTemplateData": .object(data)],
        ]
    }

    private func mapping(_ device: String, _ volume: DescribedVolume) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("VolumeSize", .number(String(volume.size))),
            .init("Encrypted", .bool(volume.isEncrypted)), .init("DeleteOnTermination", true),
        ]
        let types = ["standard", "gp2", "gp3", "io1", "io2", "st1", "sc1"]
        if let type = volume.type, types.contains(type) {
            members.append(.init("VolumeType", .string(type)))
            if let iops = volume.iops, type.begins(with: "io") {
                members.append(.init("Iops", .number(String(iops))))
            }
        }
        return ["DeviceName": .string(device), "Ebs": .object(members)]
    }

    private var role: JSONValue {
        let own = policies + written.statements.map(filled)
        return [
            "Type": "AWS::IAM::Role",
            "Properties": [
                "AssumeRolePolicyDocument": [
                    "Version": "2012-10-17",
                    "Statement": [
                        [
                            "Effect": "Allow", "Action": "sts:AssumeRole",
                            "Principal": ["Service": ["Fn::Sub": "ec2.${AWS::URLSuffix}"]],
                        ]
                    ],
                ],
                "ManagedPolicyArns": .array(
                    managedPolicies.map { name in
                        ["Fn::Sub": .string("arn:${AWS::Partition}:iam::aws:policy/\(name)")]
                    }),
                "Policies": [
                    [
                        "PolicyName": "enlist",
                        "PolicyDocument": ["Version": "2012-10-17", "Statement": .array(own)],
                    ]
                ],
            ],
        ]
    }

    /// The statements of the policy.
    private var policies: [JSONValue] {
        guard let value = try? JSONParser.parse(Array(policy.json.utf8)),
            case .array(let statements)? = value["Statement"]
        else { return [] }
        return statements.map(filled)
    }

    /// With CloudFormation's functions where its words stand.
    private func filled(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text):
            let text = text.rest(after: "arn:aws:").map { "arn:${AWS::Partition}:\($0)" } ?? text
            guard text.contains(bytes: "${AWS::") else { return .string(text) }
            let isWord =
                text.begins(with: "${") && text.ends(with: "}") && text.parts(at: "$").count == 2
            return isWord
                ? reference(String(decoding: text.utf8.dropFirst(2).dropLast(), as: UTF8.self))
                : ["Fn::Sub": .string(text)]
        case .array(let elements): return .array(elements.map(filled))
        case .object(let members):
            return .object(members.map { JSONValue.Member($0.name, filled($0.value)) })
        case .null, .bool, .number: return value
        }
    }

    private func reference(_ name: String) -> JSONValue { ["Ref": .string(name)] }

    private func attribute(_ resource: String, _ name: String) -> JSONValue {
        ["Fn::GetAtt": [.string(resource), .string(name)]]
    }
}
