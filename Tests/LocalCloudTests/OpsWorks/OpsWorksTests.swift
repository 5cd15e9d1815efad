import Foundation
import LocalCloud
import Testing

struct OpsWorksTests {
    private static let scenario: JSONValue = [
        "region": "eu-west-1",
        "stacks": [
            [
                "id": "classic", "name": "v3 prod web", "api-region": "us-east-1",
                "layers": [["id": "l1", "shortname": "shop"]],
            ],
            ["id": "regional", "name": "v4 prod web"],
        ],
    ]

    @Test(arguments: [
        ("us-east-1", ["v3 prod web"]), ("eu-west-1", ["v4 prod web"]), ("eu-west-2", []),
    ])
    func `a stack is seen at its own endpoint only`(region: String, names: [String]) async throws {
        let test = try await TestCloud(scenario: Self.scenario)
        let outcome = await test.opsworks("DescribeStacks", region: region)
        guard case .array(let stacks)? = outcome.value["Stacks"] else {
            Issue.record("\(outcome)")
            return
        }
        #expect(stacks.compactMap { $0["Name"]?.text } == names)
    }

    private static let badInput: [(String, JSONValue, String, String)] = [
        (
            "DescribeStacks", ["StackIds": ["regional"]],
            "ResourceNotFoundException", "Unable to find stack with ID regional"
        ),
        (
            "DescribeLayers", [:], "ValidationException",
            "Please provide one or more layer IDs or a stack ID"
        ),
        (
            "DescribeInstances", ["StackId": "classic", "LayerId": "l1"], "ValidationException",
            "Please provide either one or more instance IDs or one stack ID or one layer ID"
        ),
        (
            "GetHostnameSuggestion", [:], "ValidationException",
            "1 validation error detected: Value null at 'layerId' failed to satisfy constraint: "
                + "Member must not be null"
        ),
        (
            "GetHostnameSuggestion", ["LayerId": .number(1)], "SerializationException",
            "NUMBER_VALUE can not be converted to a String"
        ),
        ("DescribeApps", [:], "UnknownOperationException", ""),
        (
            "CreateLayer",
            ["StackId": "classic", "Type": "custom", "Name": "x", "Shortname": "shop"],
            "ValidationException",
            "There is already a layer with shortname \"shop\" for this stack"
        ),
        (
            "DeleteStack", ["StackId": "classic"], "ValidationException",
            "This stack still has layers. Please delete them first."
        ),
        (
            "UnassignInstance", ["InstanceId": "x"], "ResourceNotFoundException",
            "Unable to find instance with ID x"
        ),
    ]

    @Test(arguments: badInput)
    func `bad input is refused with the service's words`(
        operation: String, input: JSONValue, code: String, message: String
    ) async throws {
        let test = try await TestCloud(scenario: Self.scenario)
        #expect(
            await test.opsworks(operation, input) == .failure(code: code, message: message))
    }

    @Test func `a stack and a layer that are made can be found, changed and deleted`() async throws
    {
        let test = await TestCloud(Scenario())
        let stack =
            await test.opsworks(
                "CreateStack",
                [
                    "Name": "new", "Region": "us-east-1", "ServiceRoleArn": "r",
                    "DefaultInstanceProfileArn": "p", "HostnameTheme": "Fruits",
                    "DefaultOs": "Amazon Linux 2",
                ]
            ).value["StackId"] ?? .null
        let layer =
            await test.opsworks(
                "CreateLayer",
                ["StackId": stack, "Type": "custom", "Name": "Shop", "Shortname": "shop"]
            ).value["LayerId"] ?? .null
        let healing = {
            await test.opsworks("DescribeLayers", ["LayerIds": [layer]])
                .value["Layers"]?.first?["EnableAutoHealing"]
        }
        #expect(await healing() == true)
        _ = await test.opsworks("UpdateLayer", ["LayerId": layer, "EnableAutoHealing": false])
        #expect(await healing() == false)
        let described = await test.opsworks("DescribeStacks").value["Stacks"]?.first
        #expect(described?["DefaultOs"] == "Amazon Linux 2")
        #expect(
            await test.opsworks("GetHostnameSuggestion", ["LayerId": layer]).value["Hostname"]
                == "ackee")
        #expect(await test.opsworks("DeleteLayer", ["LayerId": layer]) == .success([:]))
        #expect(await test.opsworks("DeleteStack", ["StackId": stack]) == .success([:]))
        #expect(await test.opsworks("DescribeStacks") == .success(["Stacks": []]))
    }

    @Test(arguments: [
        (HostnameTheme.layerDependent, [], "shop1"),
        (.layerDependent, ["shop1", "shop3"], "shop2"),
        (.planets, ["callisto"], "earth"),
        (.wildCats, ["bobcat caracal cheetah jaguar leopard lion lynx ocelot tiger"], "bobcat1"),
    ])
    func `a theme suggests its first free name`(
        theme: HostnameTheme, taken: [String], suggestion: String
    ) {
        let names = Set(taken.flatMap { $0.split(separator: " ").map(String.init) })
        #expect(theme.suggestion(for: "shop", isTaken: names.contains) == suggestion)
    }
}
