import Foundation
import LocalCloud
import Testing

struct AuthenticationTests {
    /// What is done to a good request, and what each protocol says then.
    enum Damage: String, CaseIterable, Sendable {
        case none, unsigned, foreignKey, wrongSecret, early, late, unsignedHeader
    }

    @Test(arguments: [
        (Damage.none, Service.opsworks, "200"),
        (.unsigned, .opsworks, "400 MissingAuthenticationTokenException"),
        (.unsigned, .iam, "403 MissingAuthenticationToken"),
        (.unsigned, .ec2, "400 MissingParameter"),
        (.foreignKey, .opsworks, "400 UnrecognizedClientException"),
        (.foreignKey, .iam, "403 InvalidClientTokenId"),
        (.foreignKey, .ec2, "401 AuthFailure"),
        (.wrongSecret, .opsworks, "400 InvalidSignatureException"),
        (.wrongSecret, .iam, "403 SignatureDoesNotMatch"),
        (.wrongSecret, .ec2, "401 AuthFailure"),
        (.late, .opsworks, "400 InvalidSignatureException"),
        (.late, .iam, "403 SignatureDoesNotMatch"),
        (.late, .ec2, "400 RequestExpired"),
        (.early, .opsworks, "400 InvalidSignatureException"),
        (.unsignedHeader, .opsworks, "400 InvalidSignatureException"),
        (.wrongSecret, .ssm, "400 InvalidSignatureException"),
    ])
    func `each protocol refuses a bad signature in its own words`(
        damage: Damage, service: Service, expected: String
    ) async {
        let test = await TestCloud()
        let operation =
            switch service {
            case .ec2: "DescribeTags"
            case .iam: "ListUsers"
            case .ssm, .ec2messages: "CancelCommand"
            case .opsworks, .sts, .autoscaling, .cloudformation, .s3: "DescribeStacks"
            }
        let target = service.target.map { $0 + operation }
        let body =
            service.speaksJSON ? "{}" : "Action=\(operation)&Version=\(service.version)"
        var key = test.administrator
        switch damage {
        case .foreignKey:
            key = Credential(
                accessKeyID: "AKIAFOREIGN", secretAccessKey: "s", sessionToken: nil,
                expiration: nil, owner: .administrator)
        case .wrongSecret:
            key = Credential(
                accessKeyID: key.accessKeyID, secretAccessKey: "s", sessionToken: nil,
                expiration: nil, owner: .administrator)
        case .none, .unsigned, .early, .late, .unsignedHeader: break
        }
        let reply = await test.send(
            service, target.map { ["x-amz-target": $0] } ?? [:], Data(body.utf8), key
        ) { headers in
            switch damage {
            case .unsigned: headers["authorization"] = nil
            case .late: test.clock.advance(by: 901)
            case .early: test.clock.advance(by: -301)
            case .unsignedHeader: headers["x-amz-content-sha256"] = "UNSIGNED-PAYLOAD"
            case .none, .foreignKey, .wrongSecret: break
            }
        }
        #expect("\(reply.status)\(Self.code(in: reply, service))" == expected)
    }

    @Test func `the refusal of a late request tells both times`() async {
        let test = await TestCloud()
        let reply = await test.send(
            .opsworks, ["x-amz-target": "OpsWorks_20130218.DescribeStacks"], Data("{}".utf8)
        ) { _ in test.clock.advance(by: 3_600) }
        #expect(
            String(decoding: reply.body, as: UTF8.self)
                == #"{"__type":"InvalidSignatureException","message":"Signature expired: "#
                + #"20231114T221320Z is now earlier than 20231114T225820Z (20231114T231320Z - 15 min.)"}"#
        )
        #expect(reply.headers["Date"] == "Tue, 14 Nov 2023 23:13:20 GMT")
    }

    @Test func `a role's key is refused without its token, and when it has expired`() async throws {
        let test = try await TestCloud(scenario: [
            "instances": [["id": "i-0a", "credentials-lifetime": .number(600)]]
        ])
        let key = try await test.roleKey(of: "i-0a")
        #expect(await test.opsworks("DescribeStacks", as: key) == .success(["Stacks": []]))
        let bare = Credential(
            accessKeyID: key.accessKeyID, secretAccessKey: key.secretAccessKey, sessionToken: nil,
            expiration: nil, owner: key.owner)
        #expect(
            await test.opsworks("DescribeStacks", as: bare).code == "UnrecognizedClientException")
        test.clock.advance(by: 600)
        #expect(
            await test.opsworks("DescribeStacks", as: key)
                == .failure(
                    code: "ExpiredTokenException",
                    message: "The security token included in the request is expired"))
    }

    @Test func `a denied action is named with its caller`() async throws {
        let test = try await TestCloud(scenario: [
            "instances": [
                ["id": "i-0a", "role": ["name": "boot", "deny": ["opsworks:DescribeLayers"]]]
            ]
        ])
        let key = try await test.roleKey(of: "i-0a")
        #expect(
            await test.opsworks("DescribeLayers", as: key)
                == .failure(
                    code: "AccessDeniedException",
                    message: "User: arn:aws:sts::123456789012:assumed-role/boot/i-0a is not "
                        + "authorized to perform: opsworks:DescribeLayers on resource: * because no "
                        + "identity-based policy allows the opsworks:DescribeLayers action"))
    }

    private static func code(in reply: Reply, _ service: Service) -> String {
        guard reply.status != 200 else { return "" }
        let text = String(decoding: reply.body, as: UTF8.self)
        let expression = service.speaksJSON ? /"__type":"(\w+)"/ : /<Code>(\w+)<\/Code>/
        return text.firstMatch(of: expression).map { " \($0.1)" } ?? " no code"
    }
}
