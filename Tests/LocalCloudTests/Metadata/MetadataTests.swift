import Foundation
import LocalCloud
import Testing

struct MetadataTests {
    private static func text(_ reply: Reply) -> String {
        reply.status == 200 ? String(decoding: reply.body, as: UTF8.self) : "\(reply.status)"
    }

    private static func cloud(_ instance: JSONValue, _ more: [String: JSONValue] = [:]) async throws
        -> TestCloud
    {
        var scenario = more
        scenario["instances"] = [instance]
        return try await TestCloud(scenario: .object(scenario))
    }

    @Test(arguments: [
        ("meta-data/instance-id", "i-0a"), ("meta-data/local-ipv4", "10.1.2.3"),
        ("meta-data/public-ipv4", "404"), ("meta-data/placement/region", "us-east-1"),
        ("meta-data/placement/", "availability-zone\navailability-zone-id\nregion"),
        ("meta-data/placement", "availability-zone\navailability-zone-id\nregion"),
        ("meta-data/tags/instance/product", "shop"),
        ("meta-data/tags/instance", "aws:autoscaling:groupName\nproduct"),
        ("meta-data/iam/security-credentials/", "enlist"),
        ("meta-data/network/interfaces/macs/02:00:00:00:00:01/vpc-id", "vpc-0a"),
        ("meta-data/autoscaling/target-lifecycle-state", "InService"),
        ("meta-data/spot/instance-action", "404"), ("meta-data/nothing", "404"),
    ])
    func `a path gives its text, or what is below it`(path: String, text: String) async throws {
        let test = try await Self.cloud([
            "id": "i-0a", "private-ip": "10.1.2.3", "vpc": "vpc-0a",
            "tags": ["product": "shop", "aws:no/path": "x"],
            "auto-scaling": ["group": "g", "hook": "h", "state": "Pending:Wait"],
        ])
        #expect(Self.text(await test.metadata(path, of: "i-0a")) == text)
    }

    @Test func `a token is for its own machine and its own time`() async throws {
        let test = try await TestCloud(scenario: ["instances": [["id": "i-0a"], ["id": "i-0b"]]])
        let token = await test.token(of: "i-0a", life: "60")
        let path = "meta-data/instance-id"
        #expect(Self.text(await test.metadata(path, of: "i-0a", token: token)) == "i-0a")
        #expect(Self.text(await test.metadata(path, of: "i-0b", token: token)) == "401")
        test.clock.advance(by: 60)
        #expect(Self.text(await test.metadata(path, of: "i-0a", token: token)) == "401")
    }

    @Test(arguments: [(false, 401), (true, 200)])
    func `a request without a token is version 1`(allowed: Bool, status: Int) async throws {
        let test = try await Self.cloud(["id": "i-0a"], ["imds-v1": .bool(allowed)])
        let reply = await test.cloud.reply(
            to: Request(
                entrance: .metadata(instance: "i-0a"), method: "GET",
                path: "/2021-07-15/meta-data/instance-id"))
        #expect(reply.status == status)
    }

    @Test(arguments: [
        ([:], 400), (["X-aws-ec2-metadata-token-ttl-seconds": "0"], 400),
        (["X-aws-ec2-metadata-token-ttl-seconds": "21601"], 400),
        (["X-aws-ec2-metadata-token-ttl-seconds": "60", "X-Forwarded-For": "10.0.0.1"], 403),
        (["X-aws-ec2-metadata-token-ttl-seconds": "60"], 200),
    ])
    func `a token is asked for in one way only`(headers: [String: String], status: Int) async throws
    {
        let test = try await Self.cloud(["id": "i-0a"])
        let reply = await test.cloud.reply(
            to: Request(
                entrance: .metadata(instance: "i-0a"), method: "PUT", path: "/latest/api/token",
                headers: headers))
        #expect(reply.status == status)
    }

    @Test func `credentials that come late are not there at first`() async throws {
        let test = try await Self.cloud(["id": "i-0a", "credentials-after": .number(3)])
        let path = "meta-data/iam/security-credentials/"
        #expect(Self.text(await test.metadata(path, of: "i-0a")) == "404")
        test.clock.advance(by: 3)
        #expect(Self.text(await test.metadata(path, of: "i-0a")) == "enlist")
    }

    @Test func `credentials are renewed before they end`() async throws {
        let test = try await Self.cloud(["id": "i-0a", "credentials-lifetime": .number(3_600)])
        let first = try await test.roleKey(of: "i-0a").accessKeyID
        test.clock.advance(by: 3_299)
        #expect(try await test.roleKey(of: "i-0a").accessKeyID == first)
        test.clock.advance(by: 1)
        #expect(try await test.roleKey(of: "i-0a").accessKeyID != first)
    }

    @Test func `tags are in the metadata only where the machine allows it`() async throws {
        let test = try await Self.cloud([
            "id": "i-0a", "tags": ["a": "b"], "tags-in-metadata": false,
        ])
        #expect(Self.text(await test.metadata("meta-data/tags/instance/a", of: "i-0a")) == "404")
    }

    @Test func `a spot machine learns of its end in time`() async throws {
        let test = try await Self.cloud(["id": "i-0a", "spot-interruption-after": .number(10)])
        let path = "meta-data/spot/instance-action"
        #expect(Self.text(await test.metadata(path, of: "i-0a")) == "404")
        test.clock.advance(by: 10)
        #expect(
            Self.text(await test.metadata(path, of: "i-0a"))
                == #"{"action": "terminate", "time": "2023-11-14T22:15:30Z"}"#)
    }
}
