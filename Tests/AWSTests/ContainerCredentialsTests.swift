import FoundationEssentials
import HTTP
import Testing

@testable import AWS

@Suite struct ContainerCredentialsTests {
    private let folder = Folder()
    private let keys = #"{"AccessKeyId": "C", "SecretAccessKey": "s", "Token": "t"}"#

    private func provider(
        _ sender: any HTTPSender, _ environment: [String: String]
    ) -> ContainerCredentials {
        ContainerCredentials(
            environment: environment, ObservedSender(sender), timing: TestTiming().timing,
            budget: RetryBudget())
    }

    @Test func `the relative URI is ECS' own host's`() async throws {
        let sender = RecordingSender([.reply(200, keys)])
        let found = try await provider(
            sender, ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/x"]
        ).credentials()
        #expect(found?.accessKeyID == "C")
        #expect(sender.requests.map(\.url.text) == ["http://169.254.170.2/v2/credentials/x"])
        #expect(sender.requests.first?.route == .direct)
        #expect(sender.requests.first?.headers["Authorization"] == nil)
    }

    @Test(arguments: [
        "http://127.0.0.1/x", "http://127.1.2.3:80/x", "http://localhost:1/x", "http://[::1]/x",
        "http://169.254.170.2/x", "http://169.254.170.23/v1", "http://[fd00:ec2::23]/v1",
        "https://example.com/x",
    ])
    func `the token goes to the machine itself, or by TLS`(_ url: String) async throws {
        let sender = RecordingSender([.reply(200, keys)])
        let file = folder.write("token", "from-file\n")
        _ = try await provider(
            sender,
            [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": url,
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "from-variable",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file,
            ]
        ).credentials()
        #expect(sender.requests.map(\.url.text) == [url])
        #expect(sender.requests.first?.headers["Authorization"] == "from-file")
    }

    @Test(arguments: [
        "http://example.com/x", "http://127.0.0.1.example.com/x", "http://169.254.169.254/x",
        "http://10.0.0.1/x", "http://127.0.0.1@example.com/",
    ])
    func `nothing is sent to another host in the clear`(_ url: String) async {
        let sender = RecordingSender([.reply(200, keys)])
        let error = await #expect(throws: AWSError.self) {
            try await provider(sender, ["AWS_CONTAINER_CREDENTIALS_FULL_URI": url]).credentials()
        }
        guard case .configuration = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(sender.requests.isEmpty)
    }

    @Test(arguments: ["two\nlines", "a\r\nX-Evil: 1"])
    func `a token of more than one line is refused`(_ token: String) async {
        let error = await #expect(throws: AWSError.self) {
            try await provider(
                RecordingSender([]),
                [
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN": token,
                ]
            ).credentials()
        }
        #expect(
            error?.kind
                == .configuration(.invalidToken(source: "AWS_CONTAINER_AUTHORIZATION_TOKEN")))
    }

    @Test func `a passing failure is tried again, a refusal is not`() async throws {
        let environment = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"]
        let passing = RecordingSender([.reply(500), .reply(200, keys)])
        #expect(try await provider(passing, environment).credentials()?.accessKeyID == "C")
        let refusing = RecordingSender([.reply(404), .reply(200, keys)])
        let error = await #expect(throws: AWSError.self) {
            try await provider(refusing, environment).credentials()
        }
        #expect(error?.kind == .refused)
        #expect(refusing.requests.count == 1)
    }
}
