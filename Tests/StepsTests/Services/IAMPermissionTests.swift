import Pipeline
import Testing

@testable import Steps

@Suite struct IAMPermissionTests {
    private static let right = IAMPermission(
        "ec2:CreateTags", on: "arn:${aws.partition}:ec2:${instance.region}:1:instance/${group}",
        where: [
            .init("StringEquals", "aws:ResourceTag/group", ["${group}"]),
            .init("Null", "aws:TagKeys", ["false"]),
        ])

    @Test func `What is not known stands for any, and makes no condition`() {
        #expect(
            Self.right.grant(knowing: Facts()).statement.json
                == #"{"Action":"ec2:CreateTags","Condition":{"Null":{"aws:TagKeys":"false"}},"#
                + #""Effect":"Allow","Resource":"arn:aws:ec2:*:1:instance/*"}"#)
    }

    @Test(arguments: [
        ("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-east-1", "aws-us-gov"),
    ])
    func `What is known narrows it`(region: String, partition: String) {
        let facts = Facts([
            FactKey.instanceRegion.name: .string(region), FactKey<String>("group").name: "web",
        ])
        #expect(
            Self.right.grant(knowing: facts)
                == Grant(
                    action: "ec2:CreateTags",
                    resource: "arn:\(partition):ec2:\(region):1:instance/web",
                    conditions: [
                        "StringEquals": ["aws:ResourceTag/group": "web"],
                        "Null": ["aws:TagKeys": "false"],
                    ]))
    }

    @Test func `A failure names the statement for the right that is missing, and no other`() {
        let failure = Failure(
            .refused, "no", remedy: "allow it", missingPermission: "ec2:CreateTags")
        #expect(
            failure.naming([IAMPermission("ec2:CreateTags")], knowing: Facts()).remedy
                == #"allow it: {"Action":"ec2:CreateTags","Effect":"Allow","Resource":"*"}"#)
        #expect(failure.naming([IAMPermission("ec2:DeleteTags")], knowing: Facts()) == failure)
    }
}
