import Bytes
import JSON
import Steps

/// The launch template of a layer's group, as a CloudFormation resource.
struct LaunchTemplate {
    private let layer: DescribedLayer
    private let written: WrittenLayer
    private let userData: String

    /// Creates the template from the layer in its old and its new form, and the script that
    /// instances run.
    init(_ layer: DescribedLayer, _ written: WrittenLayer, userData: String) {
        self.layer = layer
        self.written = written
        self.userData = userData
    }

    var resource: JSONValue {
        let fleet = layer.fleet
        var data: [JSONValue.Member] = [
            .init("ImageId", .reference("ImageId")),
            .init("InstanceType", .reference("InstanceType")),
            .init("IamInstanceProfile", ["Arn": .attribute("InstanceProfile", "Arn")]),
            .init(
                "MetadataOptions", ["HttpTokens": "required", "InstanceMetadataTags": "enabled"]),
        ]
        if fleet.keyName != nil { data.append(.init("KeyName", .reference("KeyName"))) }
        if fleet.isEBSOptimized { data.append(.init("EbsOptimized", true)) }
        if fleet.isDedicated { data.append(.init("Placement", ["Tenancy": "dedicated"])) }
        let groups: JSONValue? =
            fleet.securityGroups.isEmpty ? nil : .reference("SecurityGroupIds")
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
}
