import LocalCloud
import Testing

struct EC2Tests {
    private static func cloud() async throws -> TestCloud {
        try await TestCloud(scenario: [
            "instances": [
                ["id": "i-0a", "tags": ["old": "1"]], ["id": "i-0b", "region": "eu-west-1"],
            ]
        ])
    }

    @Test func `tags are created, replaced, described and deleted`() async throws {
        let test = try await Self.cloud()
        let made = await test.query(
            .ec2, "CreateTags",
            [
                "ResourceId.1": "i-0a", "Tag.1.Key": "Name", "Tag.1.Value": "a & <b>",
                "Tag.2.Key": "old", "Tag.2.Value": "2",
            ])
        #expect(
            made.xml.replacing(/<requestId>.*<\/requestId>/, with: "")
                == """
                <?xml version="1.0" encoding="UTF-8"?>
                <CreateTagsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\
                <return>true</return></CreateTagsResponse>
                """)
        let described = await test.query(
            .ec2, "DescribeTags", ["Filter.1.Name": "key", "Filter.1.Value.1": "N*"])
        #expect(
            described.xml.contains(
                "<item><resourceId>i-0a</resourceId><resourceType>instance</resourceType>"
                    + "<key>Name</key><value>a &amp; &lt;b&gt;</value></item>"))
        #expect(!described.xml.contains("old"))
        _ = await test.query(
            .ec2, "DeleteTags",
            [
                "ResourceId.1": "i-0a", "Tag.1.Key": "old", "Tag.1.Value": "1", "Tag.2.Key": "Name",
            ])
        #expect(await test.cloud.snapshot().machines[0].tags == ["old": "2"])
    }

    @Test(arguments: [
        (["ResourceId.1": "i-0b", "Tag.1.Key": "k"], "InvalidInstanceID.NotFound"),
        (["ResourceId.1": "i-xyz", "Tag.1.Key": "k"], "InvalidInstanceID.Malformed"),
        (["ResourceId.1": "nonsense", "Tag.1.Key": "k"], "InvalidID"),
        (["ResourceId.1": "i-0a"], "MissingParameter"),
        (["Tag.1.Key": "k"], "MissingParameter"),
        (["ResourceId.1": "i-0a", "Tag.1.Key": "aws:k"], "InvalidParameterValue"),
        // Of an instance that shows its tags in metadata.
        (["ResourceId.1": "i-0a", "Tag.1.Key": "Cost Center"], "InvalidParameterValue"),
        (["ResourceId.1": "i-0a", "Tag.1.Key": "k8s.io/role"], "InvalidParameterValue"),
        (["ResourceId.1": "i-0a", "Tag.1.Key": "_index"], "InvalidParameterValue"),
        (
            ["ResourceId.1": "i-0a", "Tag.1.Key": String(repeating: "k", count: 129)],
            "InvalidParameterValue"
        ),
        (
            [
                "ResourceId.1": "i-0a", "Tag.1.Key": "k",
                "Tag.1.Value": String(repeating: "v", count: 257),
            ], "InvalidParameterValue"
        ),
        (
            Dictionary(
                uniqueKeysWithValues: (1...50).map { ("Tag.\($0).Key", "k\($0)") }
                    + [("ResourceId.1", "i-0a")]), "TagLimitExceeded"
        ),
    ])
    func `tags that cannot be are refused`(parameters: [String: String], code: String) async throws
    {
        let test = try await Self.cloud()
        let reply = await test.query(.ec2, "CreateTags", parameters)
        #expect(reply.status == 400)
        #expect(reply.xml.contains("<Code>\(code)</Code>"))
        #expect(await test.cloud.snapshot().machines[0].tags == ["old": "1"])
    }

    @Test func `a protected machine is not terminated until its protection is gone`() async throws {
        let test = try await Self.cloud()
        let set = { (value: String) async in
            await test.query(
                .ec2, "ModifyInstanceAttribute",
                ["InstanceId": "i-0a", "DisableApiTermination.Value": value])
        }
        _ = await set("true")
        let attribute = await test.query(
            .ec2, "DescribeInstanceAttribute",
            ["InstanceId": "i-0a", "Attribute": "disableApiTermination"])
        #expect(
            attribute.xml.contains(
                "<disableApiTermination><value>true</value></disableApiTermination>"))
        let refused = await test.query(.ec2, "TerminateInstances", ["InstanceId.1": "i-0a"])
        #expect(refused.xml.contains("<Code>OperationNotPermitted</Code>"))
        _ = await set("false")
        _ = await test.query(.ec2, "TerminateInstances", ["InstanceId.1": "i-0a"])
        #expect(await test.cloud.snapshot().machines[0].state == .terminated)
    }
}
