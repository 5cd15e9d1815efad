import Foundation
import LocalCloud
import Testing

/// The life of a member from RegisterInstance to its end, in the cloud's own time.
struct MembershipTests {
    private static let scenario: JSONValue = [
        "timings": [
            "registering": .number(10), "registration-setup": .number(20),
            "assigning": .number(1), "assignment-setup": .number(30), "unassigning": .number(5),
            "deregistering": .number(7),
        ],
        "stacks": [
            ["id": "s1", "name": "one", "layers": [["id": "l1", "shortname": "shop"]]],
            ["id": "s2", "name": "two", "layers": [["id": "l2", "shortname": "shop"]]],
        ],
        "instances": [["id": "i-0a"], ["id": "i-0b"]],
    ]

    private static func registration(
        of machine: String, in test: TestCloud, stack: String = "s1", hostname: String = "shop1"
    ) async -> JSONValue {
        let folder = "dynamic/instance-identity/"
        let document = await test.metadata(folder + "document", of: machine)
        let signature = await test.metadata(folder + "signature", of: machine)
        return [
            "StackId": .string(stack), "Hostname": .string(hostname),
            "InstanceIdentity": [
                "Document": .string(String(decoding: document.body, as: UTF8.self)),
                "Signature": .string(String(decoding: signature.body, as: UTF8.self)),
            ],
        ]
    }

    private static func register(
        _ machine: String, in test: TestCloud, hostname: String = "shop1"
    ) async throws -> String {
        let outcome = await test.opsworks(
            "RegisterInstance", registration(of: machine, in: test, hostname: hostname))
        return try #require(outcome.value["InstanceId"]?.text)
    }

    private static func status(of id: String, in test: TestCloud) async -> String {
        let outcome = await test.opsworks("DescribeInstances", ["InstanceIds": [.string(id)]])
        return outcome.value["Instances"]?.first?["Status"]?.text ?? outcome.code ?? "none"
    }

    @Test func `a member passes through every status in its time`() async throws {
        let test = try await TestCloud(scenario: Self.scenario)
        let id = try await Self.register("i-0a", in: test)
        var seen: [String] = []
        func look(after seconds: Double) async {
            test.clock.advance(by: seconds)
            seen.append(await Self.status(of: id, in: test))
        }
        await look(after: 9)
        await look(after: 1)
        await look(after: 19)
        await look(after: 1)
        _ = await test.opsworks(
            "AssignInstance", ["InstanceId": .string(id), "LayerIds": ["l1"]])
        await look(after: 0)
        await look(after: 1)
        await look(after: 30)
        _ = await test.opsworks("UnassignInstance", ["InstanceId": .string(id)])
        await look(after: 4)
        await look(after: 1)
        _ = await test.opsworks("DeregisterInstance", ["InstanceId": .string(id)])
        await look(after: 6)
        await look(after: 1)
        #expect(
            seen == [
                "registering", "running_setup", "running_setup", "registered", "assigning",
                "running_setup", "online", "unassigning", "registered", "deregistering",
                "ResourceNotFoundException",
            ])
    }

    @Test func `statuses that were due long ago are all passed at once`() async throws {
        let test = try await TestCloud(scenario: Self.scenario)
        let id = try await Self.register("i-0a", in: test)
        test.clock.advance(by: 1_000)
        #expect(await Self.status(of: id, in: test) == "registered")
    }

    @Test(arguments: [("registering", 30.0, "registered"), ("assigning", 31.0, "online")])
    func `a setup that fails leaves its command and its error behind`(
        phase: String, seconds: Double, instead: String
    ) async throws {
        var scenario = Self.scenario
        if case .object(var members) = scenario {
            members["instances"] = [["id": "i-0a", "setup-fails": .string(phase)]]
            scenario = .object(members)
        }
        let test = try await TestCloud(scenario: scenario)
        let id = try await Self.register("i-0a", in: test)
        test.clock.advance(by: 30)
        if phase == "assigning" {
            #expect(await Self.status(of: id, in: test) == "registered")
            _ = await test.opsworks(
                "AssignInstance", ["InstanceId": .string(id), "LayerIds": ["l1"]])
            test.clock.advance(by: seconds)
        }
        #expect(await Self.status(of: id, in: test) == "setup_failed")
        let command = await test.opsworks("DescribeCommands", ["InstanceId": .string(id)])
            .value["Commands"]?.first
        #expect(command?["Status"] == "failed")
        #expect(command?["ExitCode"] == .number(1))
        let fault = await test.opsworks("DescribeServiceErrors", ["InstanceId": .string(id)])
            .value["ServiceErrors"]?.first
        #expect(
            fault?["Message"]
                == "The setup of shop1 failed: the agent's Chef run ended with exit status 1.")
    }

    @Test func `a taken hostname is refused, whatever its case`() async throws {
        let test = try await TestCloud(scenario: Self.scenario)
        _ = try await Self.register("i-0a", in: test)
        let input = await Self.registration(of: "i-0b", in: test, hostname: "SHOP1")
        #expect(
            await test.opsworks("RegisterInstance", input)
                == .failure(
                    code: "ValidationException",
                    message:
                        "Hostname \"SHOP1\" is already taken by another instance in this stack"))
    }

    @Test func `a machine can be in one stack only`() async throws {
        let test = try await TestCloud(scenario: Self.scenario)
        _ = try await Self.register("i-0a", in: test)
        for stack in ["s1", "s2"] {
            let input = await Self.registration(
                of: "i-0a", in: test, stack: stack, hostname: "shop2")
            #expect(
                await test.opsworks("RegisterInstance", input)
                    == .failure(
                        code: "ValidationException",
                        message: "Instance i-0a is already registered with stack s1"))
        }
    }

    @Test func `another machine's document is refused with a signature of its own`() async throws {
        let test = try await TestCloud(scenario: Self.scenario)
        let own = await Self.registration(of: "i-0a", in: test)
        let other = await Self.registration(of: "i-0b", in: test)
        let mixed: JSONValue = [
            "StackId": "s1", "Hostname": "shop1",
            "InstanceIdentity": [
                "Document": own["InstanceIdentity"]?["Document"] ?? .null,
                "Signature": other["InstanceIdentity"]?["Signature"] ?? .null,
            ],
        ]
        #expect(
            await test.opsworks("RegisterInstance", mixed)
                == .failure(
                    code: "ValidationException",
                    message: "The instance identity document could not be verified"))
    }

    @Test(arguments: ["-shop", "shop-", "sh op", "shöp", String(repeating: "a", count: 64), ""])
    func `an invalid hostname is refused`(hostname: String) async throws {
        let test = try await TestCloud(scenario: Self.scenario)
        let input = await Self.registration(of: "i-0a", in: test, hostname: hostname)
        #expect(
            await test.opsworks("RegisterInstance", input)
                == .failure(
                    code: "ValidationException", message: "Hostname is invalid: \(hostname)"))
    }

    @Test func `only a registered member can be assigned, to layers of its own stack`() async throws
    {
        let test = try await TestCloud(scenario: Self.scenario)
        let id = try await Self.register("i-0a", in: test)
        let assign = { (layer: String) async in
            await test.opsworks(
                "AssignInstance", ["InstanceId": .string(id), "LayerIds": [.string(layer)]])
        }
        #expect(
            await assign("l1")
                == .failure(
                    code: "ValidationException",
                    message: "Instance \(id) cannot be assigned to a layer in status registering; "
                        + "it must be registered"))
        test.clock.advance(by: 30)
        #expect(
            await assign("l2")
                == .failure(
                    code: "ValidationException",
                    message: "Please only provide layer IDs from the same stack"))
        #expect(
            await assign("l9")
                == .failure(
                    code: "ResourceNotFoundException", message: "Unable to find layer with ID l9"))
        #expect(await assign("l1") == .success([:]))
    }

    @Test(arguments: [
        (
            "s1", "i-0a",
            "The instance's region eu-west-1 and the stack's region us-east-1 must match"
        ),
        ("s2", "i-0b", "Instance i-0b is not in the stack's VPC vpc-1"),
    ])
    func `a machine must be in the stack's region and VPC`(
        stack: String, machine: String, message: String
    ) async throws {
        let test = try await TestCloud(scenario: [
            "stacks": [["id": "s1", "name": "one"], ["id": "s2", "name": "two", "vpc": "vpc-1"]],
            "instances": [["id": "i-0a", "region": "eu-west-1"], ["id": "i-0b", "vpc": "vpc-2"]],
        ])
        let input = await Self.registration(of: machine, in: test, stack: stack)
        #expect(
            await test.opsworks("RegisterInstance", input)
                == .failure(code: "ValidationException", message: message))
    }

    @Test(arguments: [true, false])
    func `registering protects a machine where its stack wants it`(protects: Bool) async throws {
        let test = try await TestCloud(scenario: [
            "stacks": [["id": "s1", "name": "one", "protects-machines": .bool(protects)]],
            "instances": [["id": "i-0a"]],
        ])
        _ = try await Self.register("i-0a", in: test)
        #expect(await test.cloud.snapshot().machines[0].isProtected == protects)
    }

    @Test func `a suggestion is the lowest free number and reserves nothing`() async throws {
        let test = try await TestCloud(scenario: Self.scenario)
        let suggestion = {
            await test.opsworks("GetHostnameSuggestion", ["LayerId": "l1"]).value["Hostname"]?.text
        }
        #expect(await suggestion() == "shop1")
        #expect(await suggestion() == "shop1")
        _ = try await Self.register("i-0a", in: test, hostname: "shop2")
        #expect(await suggestion() == "shop1")
        _ = try await Self.register("i-0b", in: test, hostname: "shop1")
        #expect(await suggestion() == "shop3")
    }

    @Test func `the agent of a terminated machine falls silent`() async throws {
        let test = try await TestCloud(scenario: Self.scenario)
        let id = try await Self.register("i-0a", in: test)
        _ = await test.query(.ec2, "TerminateInstances", ["InstanceId.1": "i-0a"])
        #expect(await Self.status(of: id, in: test) == "connection_lost")
    }
}
