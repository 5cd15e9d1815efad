import Foundation
import LocalCloud
import Testing

/// What the stand-in agents do in time, on machines without a folder: documents are time that passes.
struct StandInAgentTests {
    private static func cloud(
        _ machine: [String: JSONValue] = [:], more: [String: JSONValue] = [:]
    ) async throws -> TestCloud {
        let scenario: [String: JSONValue] = [
            "documents": ["setup"],
            "timings": [
                "document-delivery": .number(1), "document": .number(2),
                "command-listing": .number(0), "worker-start": .number(1),
                "association-first-look": .number(10), "association-second-look": .number(30),
                "association-look": .number(600), "agent-sleep": .number(300),
                "agent-restart": .number(7), "redelivery": .number(10),
            ],
            "instances": [
                .object(["id": "i-0a", "agent-after": .number(1)].merging(machine) { $1 })
            ],
        ]
        return try await TestCloud(scenario: .object(scenario.merging(more) { $1 }))
    }

    private static let association: JSONValue = [
        ["id": "a", "document": "setup", "targets": ["tag:layer": ["shop"]]]
    ]

    private static func status(_ test: TestCloud) async -> String? {
        let found = await test.json(
            .ssm, "DescribeInstanceAssociationsStatus", ["InstanceId": "i-0a"])
        return found.value["InstanceAssociationStatusInfos"]?.first?["DetailedStatus"]?.text
    }

    private static func send(_ test: TestCloud) async -> JSONValue? {
        let sent = await test.json(
            .ssm, "SendCommand", ["DocumentName": "setup", "InstanceIds": ["i-0a"]])
        return sent.value["Command"]?["CommandId"]
    }

    private static func status(_ test: TestCloud, of id: JSONValue?) async -> String? {
        let listed = await test.json(.ssm, "ListCommandInvocations", ["CommandId": id ?? .null])
        return listed.value["CommandInvocations"]?.first?["Status"]?.text
    }

    private static func isOnline(_ test: TestCloud) async -> Bool {
        await test.json(.ssm, "DescribeInstanceInformation", [:])
            .value["InstanceInformationList"]?.first?["PingStatus"] == "Online"
    }

    @Test func `an association runs at the first look, if it is there`() async throws {
        let test = try await Self.cloud(
            ["tags": ["layer": "shop"]], more: ["associations": Self.association])
        test.clock.advance(by: 11)
        #expect(await Self.status(test) == "Associated")
        test.clock.advance(by: 1)
        #expect(await Self.status(test) == "Pending")
        test.clock.advance(by: 1)
        #expect(await Self.status(test) == "InProgress")
        test.clock.advance(by: 2)
        #expect(await Self.status(test) == "Success")
        test.clock.advance(by: 1_000)
        #expect(
            await test.cloud.snapshot().systemsManager.associations[0].executions["i-0a"]?.count
                == 1)
    }

    @Test(arguments: [(20.0, 40.0), (45.0, 640.0)])
    func `one whose tag comes later waits for the second look, or the third`(
        tagged: Double, looks: Double
    ) async throws {
        let test = try await Self.cloud(more: ["associations": Self.association])
        test.clock.advance(by: 2 + tagged)
        _ = await test.query(
            .ec2, "CreateTags",
            ["ResourceId.1": "i-0a", "Tag.1.Key": "layer", "Tag.1.Value": "shop"])
        test.clock.advance(by: looks - tagged - 1)
        #expect(await Self.status(test) == "Associated")
        test.clock.advance(by: 1)
        #expect(await Self.status(test) == "Pending")
    }

    @Test func `an association with a rate runs again when it is over`() async throws {
        let test = try await Self.cloud(
            more: [
                "associations": [
                    [
                        "document": "setup", "targets": ["InstanceIds": ["*"]],
                        "schedule": "rate(30 minutes)",
                    ]
                ]
            ])
        test.clock.advance(by: 1_800)
        let early = await test.cloud.snapshot().systemsManager.associations[0]
        #expect(early.executions["i-0a"]?.count == 1)
        test.clock.advance(by: 700)
        let late = await test.cloud.snapshot().systemsManager.associations[0]
        #expect(late.executions["i-0a"]?.count == 2)
    }

    @Test(arguments: ["throttled", "denied", "no-role"])
    func `an agent that sleeps is not heard until its time is over`(cause: JSONValue) async throws {
        let test = try await Self.cloud(
            ["agent": ["asleep": .number(300), "because": cause]])
        test.clock.advance(by: 300)
        #expect(await !Self.isOnline(test))
        test.clock.advance(by: 1)
        #expect(await Self.isOnline(test))
    }

    @Test func `or until it is started again`() async throws {
        let test = try await Self.cloud(["agent": ["asleep": .number(300)]])
        test.clock.advance(by: 20)
        let reply = await test.cloud.reply(
            to: Request(method: "POST", path: "/_localcloud/agents/i-0a/restart"))
        #expect(reply.status == 200)
        test.clock.advance(by: 6)
        #expect(await !Self.isOnline(test))
        test.clock.advance(by: 1)
        #expect(await Self.isOnline(test))
        let unknown = await test.cloud.reply(
            to: Request(method: "POST", path: "/_localcloud/agents/i-0b/restart"))
        #expect(unknown.status == 404)
    }

    @Test func `an agent that was there before its role sleeps for long`() async throws {
        let test = try await Self.cloud(["role-after": .number(5)])
        #expect(await test.metadata("meta-data/iam/info", of: "i-0a").status == 404)
        test.clock.advance(by: 300)
        #expect(await test.metadata("meta-data/iam/info", of: "i-0a").status == 200)
        #expect(await !Self.isOnline(test))
        test.clock.advance(by: 1)
        #expect(await Self.isOnline(test))
    }

    @Test func `an agent that hibernates is online and takes nothing`() async throws {
        let test = try await Self.cloud(["agent": ["hibernating": .number(300)]])
        test.clock.advance(by: 10)
        #expect(await Self.isOnline(test))
        let information = await test.json(.ssm, "DescribeInstanceInformation", [:])
            .value["InstanceInformationList"]?.first
        #expect(information?["ComputerName"] == nil, "that is the worker's to say")
        let command = await Self.send(test)
        test.clock.advance(by: 290)
        #expect(await Self.status(test, of: command) == "Pending")
        test.clock.advance(by: 2)
        #expect(await Self.status(test, of: command) == "InProgress")
    }

    @Test func `what an agent was handed when it was stopped comes again`() async throws {
        let test = try await Self.cloud()
        test.clock.advance(by: 5)
        let command = await Self.send(test)
        _ = await test.cloud.reply(
            to: Request(method: "POST", path: "/_localcloud/agents/i-0a/restart"))
        test.clock.advance(by: 9)
        #expect(await Self.status(test, of: command) == "Pending")
        test.clock.advance(by: 1)
        #expect(await Self.status(test, of: command) == "InProgress")
    }

    @Test func `replies in any order come to the same end`() async throws {
        let test = try await Self.cloud(["agent": ["replies": "out-of-order"]])
        test.clock.advance(by: 5)
        let command = await Self.send(test)
        test.clock.advance(by: 2)
        #expect(await Self.status(test, of: command) == "Pending", "nothing was sent yet")
        test.clock.advance(by: 1)
        #expect(await Self.status(test, of: command) == "Success")
        test.clock.advance(by: 5)
        #expect(await Self.status(test, of: command) == "Success")
    }
}
