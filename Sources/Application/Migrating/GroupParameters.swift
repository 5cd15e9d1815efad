import JSON
import Steps

/// The parameters for creating a group's stack; the defaults match the old instances.
struct GroupParameters {
    private let fleet: DescribedFleet

    init(_ fleet: DescribedFleet) { self.fleet = fleet }

    private var size: Int { max(1, fleet.steady) }

    var section: JSONValue {
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
}
