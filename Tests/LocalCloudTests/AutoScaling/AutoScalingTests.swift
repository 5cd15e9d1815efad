import LocalCloud
import Testing

struct AutoScalingTests {
    private static let hook = [
        "AutoScalingGroupName": "g", "LifecycleHookName": "h", "InstanceId": "i-0a",
    ]

    private static func cloud(_ state: JSONValue) async throws -> TestCloud {
        try await TestCloud(scenario: [
            "instances": [
                ["id": "i-0a", "auto-scaling": ["group": "g", "hook": "h", "state": state]]
            ]
        ])
    }

    @Test(arguments: [
        ("Pending:Wait", "CONTINUE", "InService"),
        ("Pending:Wait", "ABANDON", "Terminating:Proceed"),
        ("Terminating:Wait", "CONTINUE", "Terminating:Proceed"),
    ])
    func `a hook is completed once`(state: String, result: String, after: String) async throws {
        let test = try await Self.cloud(.string(state))
        let complete = {
            await test.query(
                .autoscaling, "CompleteLifecycleAction",
                Self.hook.merging(["LifecycleActionResult": result]) { $1 })
        }
        #expect(await complete().status == 200)
        #expect(await test.cloud.snapshot().machines[0].scaling?.state == after)
        let again = await complete()
        #expect(again.status == 400)
        #expect(
            again.xml.contains(
                "<Code>ValidationError</Code><Message>No active Lifecycle Action found with "
                    + "instance ID i-0a</Message>"))
    }

    @Test func `a heartbeat is counted and health is told`() async throws {
        let test = try await Self.cloud("Pending:Wait")
        _ = await test.query(.autoscaling, "RecordLifecycleActionHeartbeat", Self.hook)
        _ = await test.query(
            .autoscaling, "SetInstanceHealth",
            ["InstanceId": "i-0a", "HealthStatus": "Unhealthy"])
        let scaling = await test.cloud.snapshot().machines[0].scaling
        #expect(scaling?.heartbeats == 1)
        #expect(scaling?.health == "UNHEALTHY")
        let described = await test.query(.autoscaling, "DescribeAutoScalingInstances")
        #expect(described.xml.contains("<LifecycleState>Pending:Wait</LifecycleState>"))
    }

    @Test func `a hook that hears nothing for too long gives the machine up`() async throws {
        let test = try await TestCloud(scenario: [
            "instances": [
                [
                    "id": "i-0a",
                    "auto-scaling": [
                        "group": "g", "hook": "h", "state": "Pending:Wait",
                        "heartbeat-timeout": .number(60),
                    ],
                ]
            ]
        ])
        test.clock.advance(by: 50)
        _ = await test.query(.autoscaling, "RecordLifecycleActionHeartbeat", Self.hook)
        test.clock.advance(by: 50)
        #expect(await test.cloud.snapshot().machines[0].scaling?.state == "Pending:Wait")
        test.clock.advance(by: 11)
        let scaling = await test.cloud.snapshot().machines[0].scaling
        #expect(scaling?.state == "Terminating:Proceed")
        #expect(scaling?.results == ["TIMEOUT"])
    }

    @Test func `a group says which hooks it has`() async throws {
        let test = try await Self.cloud("Pending:Wait")
        let hooks = await test.query(
            .autoscaling, "DescribeLifecycleHooks", ["AutoScalingGroupName": "g"])
        #expect(
            hooks.xml.contains(
                "<LifecycleHookName>h</LifecycleHookName><AutoScalingGroupName>g</AutoScalingGroupName>"
                    + "<LifecycleTransition>autoscaling:EC2_INSTANCE_LAUNCHING</LifecycleTransition>"
                    + "<HeartbeatTimeout>3600</HeartbeatTimeout>"))
        let unknown = await test.query(
            .autoscaling, "DescribeLifecycleHooks", ["AutoScalingGroupName": "x"])
        #expect(unknown.status == 400)
    }

    /// A group of two, both of which wait at the launch hook `h`.
    private static func pair() async throws -> TestCloud {
        let scaling: JSONValue = ["group": "g", "hook": "h", "state": "Pending:Wait"]
        return try await TestCloud(scenario: [
            "instances": [
                ["id": "i-0a", "auto-scaling": scaling], ["id": "i-0b", "auto-scaling": scaling],
            ]
        ])
    }

    private static func hooks(_ test: TestCloud) async -> [String] {
        let described = await test.query(
            .autoscaling, "DescribeLifecycleHooks", ["AutoScalingGroupName": "g"])
        return described.xml.matches(
            of: /<LifecycleHookName>(\w+)<.*?EC2_INSTANCE_(\w+)<.*?<HeartbeatTimeout>(\d+)</
        ).map { "\($0.1) \($0.2) \($0.3)" }
    }

    private static func end(_ test: TestCloud, _ body: JSONValue) async -> Reply {
        await test.cloud.reply(
            to: Request(
                entrance: .endpoint, method: "POST", path: "/_localcloud/machines",
                body: body.text()))
    }

    @Test func `a hook stays what it is, whatever becomes of the machines`() async throws {
        let test = try await Self.pair()
        _ = await test.query(
            .autoscaling, "CompleteLifecycleAction",
            Self.hook.merging(["LifecycleActionResult": "ABANDON"]) { $1 })
        #expect(await Self.hooks(test) == ["h LAUNCHING 3600"])
        for machine in ["i-0a", "i-0b"] {
            let ended = await Self.end(
                test,
                [
                    "instance": .string(machine), "ends-by": "group", "hook": "leaving",
                    "heartbeat-timeout": .number(30),
                ])
            #expect(ended.status == 200)
        }
        #expect(await Self.hooks(test) == ["h LAUNCHING 3600", "leaving TERMINATING 30"])
    }

    @Test func `a group that has a termination hook waits at it`() async throws {
        let test = try await Self.pair()
        _ = await Self.end(test, ["instance": "i-0a", "ends-by": "group", "hook": "leaving"])
        _ = await Self.end(test, ["instance": "i-0b", "ends-by": "group"])
        let scaling = await test.cloud.snapshot().machines.map(\.scaling)
        #expect(scaling.map { $0?.hook } == ["leaving", "leaving"])
        #expect(scaling.map { $0?.state } == ["Terminating:Wait", "Terminating:Wait"])
    }

    @Test func `a launch hook does not wait for a termination`() async throws {
        let test = try await Self.pair()
        let ended = await Self.end(test, ["instance": "i-0a", "ends-by": "group", "hook": "h"])
        #expect(ended.status == 400)
        #expect(String(decoding: ended.body, as: UTF8.self).contains("is there already"))
        let machine = await test.cloud.snapshot().machines[0]
        #expect(machine.scaling?.state == "Pending:Wait")
    }
}
