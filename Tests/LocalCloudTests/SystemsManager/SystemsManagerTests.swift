import Foundation
import LocalCloud
import Testing

struct SystemsManagerTests {
    private static let scenario: JSONValue = [
        "parameters": ["/a/one": "1", "/a/b/two": ["2", "3"], "/ab/three": "4"],
        "documents": ["setup"],
        "timings": [
            "document-delivery": .number(1), "document": .number(2), "command-listing": .number(0),
        ],
        "instances": [
            ["id": "i-0a", "agent-after": .number(5)],
            ["id": "i-0b", "document-fails": .bool(true)],
        ],
    ]

    private static func names(_ outcome: TestCloud.Outcome) -> [String] {
        guard case .array(let entries)? = outcome.value["Parameters"] else { return [] }
        return entries.compactMap { $0["Name"]?.text }
    }

    private static func order(_ machine: String, document: JSONValue = "setup") -> JSONValue {
        ["DocumentName": document, "InstanceIds": [.string(machine)], "Comment": "hello"]
    }

    private static func status(_ test: TestCloud, _ id: JSONValue?) async -> String? {
        let listed = await test.json(.ssm, "ListCommandInvocations", ["CommandId": id ?? .null])
        return listed.value["CommandInvocations"]?.first?["Status"]?.text
    }

    @Test func `a path has what is below it, and recursively what is below that`() async throws {
        let test = try await TestCloud(scenario: Self.scenario)
        let flat = await test.json(.ssm, "GetParametersByPath", ["Path": "/a"])
        #expect(Self.names(flat) == ["/a/one"])
        let deep = await test.json(
            .ssm, "GetParametersByPath", ["Path": "/a/", "Recursive": .bool(true)])
        #expect(Self.names(deep) == ["/a/b/two", "/a/one"])
        let list = deep.value["Parameters"]?.first
        #expect(list?["Type"] == "StringList" && list?["Value"] == "2,3")
        let nothing = await test.json(.ssm, "GetParametersByPath", ["Path": "/none"])
        #expect(Self.names(nothing).isEmpty && nothing.code == nil)
        #expect(
            await test.json(.ssm, "GetParametersByPath", ["Path": "a"]).code
                == "ValidationException")
        #expect(
            await test.json(.ssm, "GetParametersByPath", ["Path": "/a", "NextToken": "9"]).code
                == "InvalidNextToken")
    }

    @Test func `a machine is a managed node when its agent has reported`() async throws {
        let test = try await TestCloud(scenario: Self.scenario)
        let filter: JSONValue = ["Filters": [["Key": "InstanceIds", "Values": ["i-0a"]]]]
        let before = await test.json(.ssm, "DescribeInstanceInformation", filter)
        #expect(before.value["InstanceInformationList"] == [])
        #expect(
            await test.json(.ssm, "SendCommand", Self.order("i-0a")).code == "InvalidInstanceId")
        test.clock.advance(by: 5)
        let after = await test.json(.ssm, "DescribeInstanceInformation", filter)
        #expect(
            after.value["InstanceInformationList"]?.first?["PingStatus"]
                == "Online")
        let elsewhere = await test.json(
            .ssm, "DescribeInstanceInformation", filter, region: "eu-west-1")
        #expect(elsewhere.value["InstanceInformationList"] == [])
    }

    @Test(arguments: [("i-0a", "Success"), ("i-0b", "Failed")])
    func `a command waits, runs and ends`(machine: String, end: String) async throws {
        let test = try await TestCloud(scenario: Self.scenario)
        test.clock.advance(by: 5)
        let sent = await test.json(.ssm, "SendCommand", Self.order(machine))
        let id = sent.value["Command"]?["CommandId"]
        #expect(await Self.status(test, id) == "Pending")
        test.clock.advance(by: 1)
        #expect(await Self.status(test, id) == "InProgress")
        test.clock.advance(by: 2)
        #expect(await Self.status(test, id) == end)
        _ = await test.json(.ssm, "CancelCommand", ["CommandId": id ?? .null])
        #expect(await Self.status(test, id) == end, "what has ended cannot be cancelled")
    }

    @Test func `a command that has not ended can be cancelled`() async throws {
        let test = try await TestCloud(scenario: Self.scenario)
        test.clock.advance(by: 5)
        let sent = await test.json(.ssm, "SendCommand", Self.order("i-0a"))
        let id = sent.value["Command"]?["CommandId"]
        _ = await test.json(.ssm, "CancelCommand", ["CommandId": id ?? .null])
        test.clock.advance(by: 9)
        #expect(await Self.status(test, id) == "Cancelled")
    }

    @Test func `both what is sent and where to must be allowed`() async throws {
        let test = try await TestCloud(scenario: [
            "instances": [["id": "i-0a", "role": ["deny": ["ssm:SendCommand"]]]]
        ])
        test.clock.advance(by: 5)
        let key = try await test.roleKey(of: "i-0a")
        let refused = await test.json(
            .ssm, "SendCommand", Self.order("i-0a", document: "AWS-RunShellScript"), as: key)
        #expect(refused.code == "AccessDeniedException")
        guard case .failure(_, let message) = refused else { return }
        #expect(message.contains("arn:aws:ssm:us-east-1::document/AWS-RunShellScript"))
    }

    @Test(
        arguments: [
            ("GetDocument", ["Name": "setup"], "ssm:us-east-1:123456789012:document/setup"),
            (
                "DescribeInstanceAssociationsStatus", ["InstanceId": "i-0a"],
                "ec2:us-east-1:123456789012:instance/i-0a"
            ),
            (
                "StartAssociationsOnce", ["AssociationIds": ["a"]],
                "ssm:us-east-1:123456789012:association/a"
            ),
            ("GetParameters", ["Names": ["b"]], "ssm:us-east-1:123456789012:parameter/b"),
            (
                "CreateAssociation", ["Name": "AWS-RunShellScript"],
                "ssm:us-east-1::document/AWS-RunShellScript"
            ),
        ] as [(String, JSONValue, String)])
    func `a refusal names what the operation is on`(
        operation: String, input: JSONValue, resource: String
    ) async throws {
        let test = try await TestCloud(scenario: [
            "instances": [["id": "i-0a", "role": ["allow": ["ec2:*"]]]]
        ])
        let key = try await test.roleKey(of: "i-0a")
        let refused = await test.json(.ssm, operation, input, as: key)
        guard case .failure("AccessDeniedException", let message) = refused else {
            Issue.record("it was not refused: \(refused)")
            return
        }
        #expect(message.contains("on resource: arn:aws:\(resource) "))
    }
}
