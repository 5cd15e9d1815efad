import FoundationEssentials
import HTTP
import Testing

@testable import AWS

@Suite struct MetadataTests {
    private let document = """
        {
          "accountId" : "123456789012", "architecture" : "x86_64", "availabilityZone" : "eu-west-1a",
          "imageId" : "ami-1", "instanceId" : "i-1", "instanceType" : "t3.micro",
          "privateIp" : "10.0.0.1", "region" : "eu-west-1", "version" : "2017-09-30"
        }
        """

    /// A metadata service that gives a token and these paths, 404 for all others.
    private func service(_ paths: [String: String]) -> RouteSender {
        RouteSender { request in
            if request.method == .put { return .reply(200, "token") }
            return paths[request.url.path].map { .reply(200, $0) } ?? .reply(404, "not found")
        }
    }

    private func client(
        _ sender: any HTTPSender, _ environment: [String: String] = [:],
        _ timing: TestTiming = TestTiming()
    ) throws -> MetadataClient {
        try MetadataClient(
            ObservedSender(sender), environment: environment, timing: timing.timing)
    }

    @Test func `one token serves all requests, none of which takes a proxy`() async throws {
        let sender = service(["/latest/meta-data/instance-id": "i-1"])
        let timing = TestTiming()
        let metadata = try client(sender, [:], timing)
        #expect(try await metadata.text("/latest/meta-data/instance-id") == "i-1")
        #expect(try await metadata.text("/latest/meta-data/missing") == nil)
        #expect(
            sender.lines == [
                "PUT http://169.254.169.254/latest/api/token",
                "GET http://169.254.169.254/latest/meta-data/instance-id",
                "GET http://169.254.169.254/latest/meta-data/missing",
            ])
        #expect(sender.requests[0].headers["X-aws-ec2-metadata-token-ttl-seconds"] == "21600")
        #expect(sender.requests[1].headers["X-aws-ec2-metadata-token"] == "token")
        #expect(sender.requests.allSatisfy { $0.route == .direct })
        #expect(sender.requests.allSatisfy { $0.timeouts.connect == .seconds(1) })

        timing.advance(21600 - 30)
        _ = try await metadata.text("/latest/meta-data/instance-id")
        #expect(sender.requests[3].method == .put)
    }

    @Test func `in a subnet of IPv6 alone the second address answers`() async throws {
        let sender = RouteSender { request in
            guard request.url.host == "[fd00:ec2::254]" else {
                return .none(.couldNotConnect("no route"), arrived: false)
            }
            return .reply(200, request.method == .put ? "token" : "i-1")
        }
        #expect(try await client(sender).text("/latest/meta-data/instance-id") == "i-1")
        #expect(
            sender.lines == [
                "PUT http://169.254.169.254/latest/api/token",
                "PUT http://[fd00:ec2::254]/latest/api/token",
                "GET http://[fd00:ec2::254]/latest/meta-data/instance-id",
            ])
    }

    @Test func `a token that never comes is the hop limit's doing, and asked for twice`()
        async throws
    {
        let sender = RouteSender { _ in .none(.timedOut(.total, after: .seconds(4)), arrived: true)
        }
        let client = try client(
            sender, ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"])
        let error = await #expect(throws: AWSError.self) {
            try await client.text("/latest/meta-data/instance-id")
        }
        #expect(sender.requests.count == 2)
        #expect(sender.requests.allSatisfy { $0.timeouts.total <= .seconds(4) })
        #expect(error?.remedy.contains("--http-put-response-hop-limit 2") == true)
    }

    @Test func `the VPC is that of the first interface`() async throws {
        let mac = "02:0a:00:00:00:01"
        let path = "/latest/meta-data/network/interfaces/macs/\(mac)/vpc-id"
        var paths = ["/latest/meta-data/mac": mac, path: "vpc-0a"]
        #expect(try await client(service(paths)).vpcID() == "vpc-0a")
        paths[path] = nil
        #expect(try await client(service(paths)).vpcID() == nil)
        paths["/latest/meta-data/mac"] = "02:00/../../x"
        let metadata = try client(service(paths))
        await #expect(throws: AWSError.self) { try await metadata.vpcID() }
    }

    @Test func `a token that is refused is replaced at once`() async throws {
        let sender = RecordingSender([
            .reply(200, "old"), .reply(401), .reply(200, "new"), .reply(200, "i-1"),
        ])
        let timing = TestTiming()
        #expect(try await client(sender, [:], timing).text("/latest/x") == "i-1")
        #expect(sender.requests[3].headers["X-aws-ec2-metadata-token"] == "new")
        #expect(timing.sleeps.isEmpty)
    }

    @Test func `silence is asked six times, a refusal once`() async throws {
        let silent = RouteSender { _ in
            .none(.timedOut(.connect, after: .seconds(1)), arrived: false)
        }
        let timing = TestTiming()
        let error = await #expect(throws: AWSError.self) {
            try await client(silent, [:], timing).identityDocument()
        }
        #expect(silent.requests.count == 6)
        #expect(timing.sleeps.count == 5)
        #expect(timing.sleeps.allSatisfy { $0 <= .seconds(2) })
        #expect(
            error?.description == """
                instance metadata /latest/api/token: https://host/: no \
                connection within 1 s (6 tries); run on an EC2 instance whose metadata service is on \
                (in a container, with a hop limit of 2), or set AWS_EC2_METADATA_SERVICE_ENDPOINT
                """)

        let forbidding = RouteSender { _ in .reply(403) }
        let refused = await #expect(throws: AWSError.self) {
            try await client(forbidding).identityDocument()
        }
        #expect(refused?.kind == .refused)
        #expect(forbidding.requests.count == 1)
    }

    @Test(arguments: [
        (["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1338/"], "http://127.0.0.1:1338"),
        (["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://[::1]:1338/a"], "http://[::1]:1338/a"),
        (["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"], "http://[fd00:ec2::254]"),
        (["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv4"], "http://169.254.169.254"),
    ])
    func `the endpoint is the environment's`(
        _ environment: [String: String], _ base: String
    ) async throws {
        let sender = service([:])
        _ = try await client(sender, environment).text("/latest/x")
        #expect(sender.lines == ["PUT \(base)/latest/api/token", "GET \(base)/latest/x"])
    }

    @Test func `metadata that is switched off is not asked`() async throws {
        let sender = service([:])
        let error = await #expect(throws: AWSError.self) {
            try await client(sender, ["AWS_EC2_METADATA_DISABLED": "TRUE"]).text("/latest/x")
        }
        #expect(error?.kind == .configuration(.metadataDisabled))
        #expect(sender.requests.isEmpty)
    }

    @Test(arguments: [
        ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "169.254.169.254"],
        ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv5"],
    ])
    func `an endpoint that is none is refused by its variable's name`(
        _ environment: [String: String]
    ) {
        let error = #expect(throws: AWSError.self) { try client(service([:]), environment) }
        for name in environment.keys { #expect(error?.message.contains(name) == true) }
    }

    @Test func `the identity document is read, and its text kept byte for byte`() async throws {
        let folder = "/latest/dynamic/instance-identity"
        let metadata = try client(
            service([
                "\(folder)/document": document, "\(folder)/signature": "c2ln\nbmF0dXJl",
                "\(folder)/pkcs7": "cGtjczc=", "/latest/meta-data/tags/instance/a%2Fb": "value",
            ]))
        let identity = try await metadata.identityDocument()
        #expect(identity.text == document)
        #expect(identity.instanceID == "i-1")
        #expect(identity.region == "eu-west-1")
        #expect(identity.availabilityZone == "eu-west-1a")
        #expect(identity.accountID == "123456789012")
        #expect(identity.privateIP == "10.0.0.1")
        #expect(identity.instanceType == "t3.micro")
        #expect(identity.architecture == "x86_64")
        #expect(identity.imageID == "ami-1")
        #expect(try await metadata.identitySignature() == "c2ln\nbmF0dXJl")
        #expect(try await metadata.identityPKCS7() == "cGtjczc=")
        #expect(try await metadata.instanceTag("a/b") == "value")
        #expect(try await metadata.instanceTag("none") == nil)
    }

    @Test(arguments: [
        ("", MalformedReply("", "is empty")), ("{}", MalformedReply("instanceId", "is missing")),
        (#"{"instanceId": 7}"#, MalformedReply("instanceId", "is not a string")),
        ("<html>", MalformedReply("", "is not JSON: no value begins like this (byte 0)")),
    ])
    func `an identity document that is none is named`(
        _ text: String, _ problem: MalformedReply
    ) async throws {
        let metadata = try client(service(["/latest/dynamic/instance-identity/document": text]))
        let error = await #expect(throws: AWSError.self) { try await metadata.identityDocument() }
        #expect(error?.kind == .malformedReply(problem))
    }

    @Test func `half an identity document is asked for again`() async throws {
        let half = String(document.prefix(100))
        let sender = RecordingSender([.reply(200, "t"), .reply(200, half), .reply(200, document)])
        #expect(try await client(sender).identityDocument().instanceID == "i-1")
    }

    private static let folder = "/latest/meta-data/iam/security-credentials/"

    @Test func `a role's credentials are read`() async throws {
        let sender = service([
            Self.folder: "role+1\n",
            Self.folder + "role%2B1": """
            {"Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": "ASIA1", \
            "SecretAccessKey": "s", "Token": "t", "Expiration": "2023-11-15T00:00:00Z"}
            """,
        ])
        #expect(
            try await client(sender).roleCredentials()
                == Credentials(
                    accessKeyID: "ASIA1", secretAccessKey: "s", sessionToken: "t",
                    expiration: Date(timeIntervalSince1970: 1_700_006_400)))
    }

    @Test(arguments: [
        [:], [folder: ""], [folder: "role"],
        [
            folder: "role",
            folder + "role": #"{"Code": "AssumeRoleUnauthorizedAccess", "Message": "m"}"#,
        ],
    ])
    func `a role that is not there yet is waited for`(_ paths: [String: String]) async throws {
        let metadata = try client(service(paths))
        let error = await #expect(throws: AWSError.self) { try await metadata.roleCredentials() }
        #expect(error?.kind == .credentialsPending)
    }

    @Test(arguments: [
        "9223372036854775807-01-01T00:00:00Z", "99999999999999999999-01-01T00:00:00Z",
        "2026-99999999999999999999-01T00:00:00Z", "2026-01-99999999999999999999T00:00:00Z",
        "2026-01-01T99999999999999999999:00:00Z", "2026-01-01T00:00:00+99999999999999999999",
        "2026-01-01T00:00:00.99999999999999999999999999999Z", "-9999-01-01T00:00:00Z",
        "0000-00-00T00:00:00Z", "2026-99-99T99:99:99Z", "9999-12-31T23:59:59Z", "1e300", "7",
    ])
    func `a wild expiration is refused, or as good as any`(_ text: String) throws {
        let keys = #"{"AccessKeyId": "A", "SecretAccessKey": "s", "Expiration": "\#(text)"}"#
        do throws(MalformedReply) {
            let read = try Credentials(metadata: ReplyFields(parsing: Array(keys.utf8)))
            #expect(read.expiration?.timeIntervalSince1970.isFinite == true)
        } catch {
            #expect(error == MalformedReply("Expiration", "is not a time"))
        }
    }
}
