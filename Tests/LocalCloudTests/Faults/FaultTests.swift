import Foundation
import LocalCloud
import Testing

struct FaultTests {
    private static func rules(_ rule: JSONValue) throws -> [FaultRule] {
        try FaultRule.rules(["faults": [rule]])
    }

    /// Who is hit when a rule is asked six times, at one moment.
    private static func hits(_ rule: JSONValue) throws -> [Int] {
        var book = FaultBook()
        book.add(try rules(rule))
        let now = Date(timeIntervalSince1970: 0)
        return (1...6).filter { _ in
            book.plan(service: "ec2", operation: "CreateTags", instance: "i-0a", at: now).effect
                != nil
        }
    }

    @Test(arguments: [
        ("every", [1, 2, 3, 4, 5, 6]), ("first", [1]), ("3", [3]), ("2-4", [2, 3, 4]),
        ("5-", [5, 6]),
    ])
    func `a rule is for the calls that it names`(calls: String, hits: [Int]) throws {
        #expect(try Self.hits(["error": "throttled", "calls": .string(calls)]) == hits)
    }

    private static let selections: [(JSONValue, Bool)] = [
        (["service": "iam"], false), (["service": "ec2"], true),
        (["operation": "Create*"], true), (["operation": "DeleteTags"], false),
        (["instance": "i-0a"], true), (["instance": "i-0b"], false),
    ]

    @Test(arguments: selections)
    func `a rule is for the requests that it names`(rule: JSONValue, hits: Bool) throws {
        guard case .object(var members) = rule else { return }
        members["malformed"] = true
        #expect(try Self.hits(.object(members)).isEmpty == !hits)
    }

    @Test func `a throttle lets a burst through, and then its rate`() throws {
        var book = FaultBook()
        book.add(try Self.rules(["throttle": ["rate": .number(2), "burst": .number(3)]]))
        var passed: [Double] = []
        for tenth in 0..<20 {
            let now = Double(tenth) / 10
            let plan = book.plan(
                service: "opsworks", operation: "x", instance: nil,
                at: Date(timeIntervalSince1970: now))
            if plan.effect == nil { passed.append(now) }
        }
        #expect(passed == [0, 0.1, 0.2, 0.5, 1, 1.5])
    }

    @Test func `a refusal has no effect, and a reply that is lost has`() async throws {
        let effects: [(JSONValue, Bool)] = [
            (["error": "internal-failure"], false), (["drop": "before"], false),
            (["drop": "after"], true), (["cut-off": .number(1)], true), (["malformed": true], true),
        ]
        for (effect, exists) in effects {
            let test = await TestCloud()
            await test.cloud.add(try Self.rules(effect))
            _ = await test.query(.iam, "CreateGroup", ["GroupName": "g"])
            #expect(await test.cloud.snapshot().iam.groups.isEmpty == !exists, "\(effect)")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a held request is carried out when the rules are ended`() async throws {
        let test = await TestCloud()
        await test.cloud.add(try Self.rules(["hold": true]))
        async let reply = test.query(.iam, "CreateGroup", ["GroupName": "g"])
        while try await Self.matches(of: test) == 0 {
            try Task.checkCancellation()
            await Task.yield()
        }
        #expect(await test.cloud.snapshot().iam.groups.isEmpty)
        _ = await Self.faults("DELETE", of: test)
        #expect(await reply.status == 200)
        #expect(await test.cloud.snapshot().iam.groups.count == 1)
    }

    /// How many requests the first rule was for, as the administration tells it.
    private static func matches(of test: TestCloud) async throws -> Double {
        let reply = try JSONValue(parsing: await faults("GET", of: test).body)
        guard case .array(let rules) = reply["faults"],
            case .number(let count) = rules[0]["matched"]
        else {
            Issue.record("no rule: \(reply)")
            throw CancellationError()
        }
        return count
    }

    /// Asks the administration for the rules by a method.
    private static func faults(_ method: String, of test: TestCloud) async -> Reply {
        await test.cloud.reply(
            to: Request(entrance: .endpoint, method: method, path: "/_localcloud/faults"))
    }

    private static let replies: [(JSONValue, Int, String)] = [
        (
            ["error": "access-denied"], 400,
            #"{"__type":"AccessDeniedException","message":"User: arn:aws:iam::123456789012:user/administrator is not authorized to perform: opsworks:DescribeStacks on resource: * because no identity-based policy allows the opsworks:DescribeStacks action"}"#
        ),
        (
            ["error": "throttled"], 400,
            #"{"__type":"ThrottlingException","message":"Rate exceeded"}"#
        ),
        (
            ["error": "ServiceUnavailable", "status": .number(503), "message": "Later"], 503,
            #"{"__type":"ServiceUnavailable","message":"Later"}"#
        ),
        (["malformed": true], 200, #"{"Stac"#),
    ]

    @Test(arguments: replies)
    func `a fault gives the reply that it asks for`(
        rule: JSONValue, status: Int, body: String
    ) async throws {
        let test = await TestCloud(Scenario())
        await test.cloud.add(try Self.rules(rule))
        let reply = await test.send(
            .opsworks, ["x-amz-target": "OpsWorks_20130218.DescribeStacks"], Data("{}".utf8))
        #expect(reply.status == status)
        #expect(String(decoding: reply.body, as: UTF8.self) == body)
    }

    @Test func `a skewed clock refuses one request and shows in its date`() async throws {
        let test = await TestCloud(Scenario())
        await test.cloud.add(
            try Self.rules(["skew": .number(-3_600), "calls": "first"]))
        let target = ["x-amz-target": "OpsWorks_20130218.DescribeStacks"]
        let reply = await test.send(.opsworks, target, Data("{}".utf8))
        #expect(reply.status == 400)
        #expect(reply.headers["Date"] == "Tue, 14 Nov 2023 21:13:20 GMT")
        #expect(await test.send(.opsworks, target, Data("{}".utf8)).status == 200)
    }

    private static let nonsense: [(JSONValue, String)] = [
        (
            ["error": "no-such-thing"],
            "faults[0].error: cannot be \"no-such-thing\"\n    remedy: use one of: access-denied, expired-credentials, internal-failure, throttled, unknown-credentials, a code such as ValidationException"
        ),
        (
            ["drop": "sometimes"],
            "faults[0].drop: cannot be \"sometimes\"\n    remedy: use one of: before, after"
        ),
        (
            ["calls": "0", "malformed": true],
            "faults[0].calls: cannot be \"0\"\n    remedy: use one of: every, first, 3, 2-4, 3-"
        ),
        (
            ["service": "sqs", "malformed": true],
            "faults[0].service: cannot be \"sqs\"\n    remedy: use one of: opsworks, ec2, iam, sts, autoscaling, cloudformation, ssm, ec2messages, s3, metadata, installer, *"
        ),
        (
            ["drop": "after", "malformed": true],
            "faults[0].malformed: has drop and malformed, but a rule has one effect\n    remedy: write a rule for each"
        ),
        (
            ["operation": "x"],
            "faults[0].error: is missing\n    remedy: add it, as docs/local-cloud.md describes"
        ),
        (
            ["throttle": [:]],
            "faults[0].throttle.rate: is missing\n    remedy: add it, as docs/local-cloud.md describes"
        ),
    ]

    @Test(arguments: nonsense)
    func `a rule that makes no sense is refused with its place`(rule: JSONValue, text: String) {
        let error = #expect(throws: ScenarioError.self) { try Self.rules(rule) }
        #expect(error?.description == text)
    }
}
