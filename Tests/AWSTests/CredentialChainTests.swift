import FoundationEssentials
import Glibc
import HTTP
import Testing

@testable import AWS

@Suite struct CredentialChainTests {
    private let folder = Folder()

    /// Answers for STS and for metadata, which knows no role.
    private let service = RouteSender { request in
        if request.url.path.hasPrefix("/latest") {
            return request.method == .put ? .reply(200, "token") : .reply(404)
        }
        let body = String(decoding: request.body, as: UTF8.self)
        let action = body.contains("WebIdentity") ? "AssumeRoleWithWebIdentity" : "AssumeRole"
        let signer = request.signature?.accessKeyID ?? "nobody"
        return .reply(
            200,
            """
            <\(action)Response><\(action)Result><Credentials>
            <AccessKeyId>ASIA-by-\(signer)</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
            <SessionToken>t</SessionToken><Expiration>2023-11-15T00:00:00Z</Expiration>
            </Credentials></\(action)Result></\(action)Response>
            """)
    }

    private func chain(_ environment: [String: String]) throws -> CredentialChain {
        let sender = ObservedSender(service)
        let timing = TestTiming().timing
        let settings = SharedSettings(completing: environment)
        return .standard(
            sender, settings,
            metadata: try MetadataClient(
                sender, environment: settings.environment, timing: timing),
            timing: timing)
    }

    /// The id of the access key that the chain finds.
    private func key(_ environment: [String: String]) async throws -> String? {
        try await chain(environment).credentials()?.accessKeyID
    }

    private func problem(_ environment: [String: String]) async throws -> AWSError.Kind? {
        await #expect(throws: AWSError.self) {
            _ = try await chain(environment).credentials()
        }?.kind
    }

    /// An environment whose `HOME` has these two files.
    private func home(config: String? = nil, credentials: String? = nil) -> [String: String] {
        if let config { _ = folder.write(".aws/config", config) }
        if let credentials { _ = folder.write(".aws/credentials", credentials) }
        return ["HOME": folder.path]
    }

    @Test func `the first place that is set up gives the credentials`() async throws {
        let token = folder.write("token", "jwt\n")
        var environment = home(
            credentials: "[default]\naws_access_key_id=F\naws_secret_access_key=s")
        environment["AWS_ACCESS_KEY_ID"] = "E"
        environment["AWS_SECRET_ACCESS_KEY"] = "s"
        environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = token
        environment["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/r"
        #expect(try await key(environment) == "E")
        environment["AWS_ACCESS_KEY_ID"] = nil
        environment["AWS_SECRET_ACCESS_KEY"] = nil
        #expect(try await key(environment) == "F")
        environment["HOME"] = "/nonexistent"
        environment["AWS_REGION"] = "eu-west-1"
        #expect(try await key(environment) == "ASIA-by-nobody")
        #expect(service.requests.count == 1)
        #expect(
            service.requests.map { String(decoding: $0.body, as: UTF8.self) } == [
                """
                Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1\
                %3Arole%2Fr&RoleSessionName=enlist-1700000000&WebIdentityToken=jwt
                """
            ])
    }

    @Test func `the last place is the instance's role, which may not be there yet`() async throws {
        #expect(try await problem(["HOME": folder.path]) == .credentialsPending)
        #expect(
            try await problem(["AWS_EC2_METADATA_DISABLED": "true"])
                == .noCredentials(asked: [
                    "environment", "shared files", "web identity", "container", "instance role",
                ]))
    }

    @Test func `half a key is a mistake, not a reason to look elsewhere`() async throws {
        #expect(
            try await problem(["AWS_ACCESS_KEY_ID": "E"])
                == .configuration(
                    .missingVariable("AWS_SECRET_ACCESS_KEY", besides: "AWS_ACCESS_KEY_ID")))
        #expect(
            try await problem(["AWS_WEB_IDENTITY_TOKEN_FILE": "/x"])
                == .configuration(
                    .missingVariable("AWS_ROLE_ARN", besides: "AWS_WEB_IDENTITY_TOKEN_FILE")))
    }

    @Test(arguments: ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
    func `a pipe in place of a file is refused, and not waited for`(variable: String) async throws {
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(
            try await problem(["HOME": "/nonexistent", variable: pipe])
                == .configuration(.unreadableFile(pipe, "it is not an ordinary file")))
        #expect(
            try await problem(["HOME": folder.path, variable: "/dev/null"]) == .credentialsPending)
    }

    @Test func `profiles come from both files, and the credentials file wins`() async throws {
        var environment = home(
            config: """
                # comment
                [default]
                region = eu-west-1
                s3 =
                  max_concurrent_requests = 20
                aws_access_key_id = C
                [profile "two words"]
                aws_access_key_id = W
                aws_secret_access_key = s
                [sso-session x]
                sso_region = us-east-1
                [plain]
                aws_access_key_id = not a profile
                """,
            credentials: """
                [default]
                  aws_access_key_id = D
                  aws_secret_access_key = a=b:c
                ; comment
                [other]
                aws_access_key_id: O
                aws_secret_access_key: s
                aws_session_token: t
                """)
        #expect(try await chain(environment).credentials()?.secretAccessKey == "a=b:c")
        #expect(try await key(environment) == "D")
        environment["AWS_PROFILE"] = "other"
        #expect(try await chain(environment).credentials()?.sessionToken == "t")
        environment["AWS_PROFILE"] = "two words"
        #expect(try await key(environment) == "W")
        environment["AWS_PROFILE"] = "plain"
        #expect(
            try await problem(environment)
                == .configuration(
                    .unknownProfile(
                        "plain",
                        files: ["\(folder.path)/.aws/config", "\(folder.path)/.aws/credentials"])))
    }

    @Test func `the files' own variables are followed, with HOME for a tilde`() async throws {
        _ = folder.write("mine", "[p]\naws_access_key_id=M\naws_secret_access_key=s")
        #expect(
            try await key([
                "HOME": folder.path, "AWS_SHARED_CREDENTIALS_FILE": "~/mine",
                "AWS_CONFIG_FILE": "/nonexistent", "AWS_DEFAULT_PROFILE": "p",
            ]) == "M")
    }

    @Test(arguments: [
        ("[default\n", 1, "‘]’ is missing"),
        ("\naws_access_key_id = x", 2, "a setting stands before the first profile"),
        ("[default]\ns3cret", 2, "neither a profile nor a setting"),
        ("[default]\n= s3cret", 2, "a setting without a name"),
        ("[default]\na = 1\nA: s3cret", 3, "the setting stands twice in its section"),
        ("[default]\n[a]\n[default]", 3, "the section stands twice in the file"),
        ("[default]\ns3 =\n  s3cret", 3, "neither a setting nor the rest of one"),
    ])
    func `a line that means nothing is named, not shown`(
        _ text: String, _ line: Int, _ words: String
    ) async throws {
        let environment = home(credentials: text)
        #expect(
            try await problem(environment)
                == .configuration(
                    .malformedFile("\(folder.path)/.aws/credentials", line: line, words)))
    }

    @Test func `roles are assumed with the source's credentials, along a chain`() async throws {
        var environment = home(
            config: """
                [profile role]
                role_arn = arn:aws:iam::1:role/outer
                source_profile = middle
                external_id = x
                duration_seconds = 900
                role_session_name = me
                region = eu-central-1
                [profile middle]
                role_arn = arn:aws:iam::1:role/inner
                source_profile = middle-keys
                [profile middle-keys]
                aws_access_key_id = K
                aws_secret_access_key = s
                [profile self]
                role_arn = arn:aws:iam::1:role/self
                source_profile = self
                aws_access_key_id = S
                aws_secret_access_key = s
                [profile ambient]
                role_arn = arn:aws:iam::1:role/ambient
                credential_source = Ec2InstanceMetadata
                """)
        environment["AWS_PROFILE"] = "role"
        #expect(try await key(environment) == "ASIA-by-ASIA-by-K")
        #expect(
            service.lines == [
                "POST https://sts.eu-central-1.amazonaws.com/",
                "POST https://sts.eu-central-1.amazonaws.com/",
            ])
        #expect(
            String(decoding: try #require(service.requests.last).body, as: UTF8.self) == """
                Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fouter&\
                RoleSessionName=me&ExternalId=x&DurationSeconds=900
                """)
        environment["AWS_PROFILE"] = "self"
        #expect(try await key(environment) == "ASIA-by-S")
        environment["AWS_PROFILE"] = "ambient"
        #expect(try await problem(environment) == .credentialsPending)
    }

    @Test(arguments: [
        (
            "role_arn = r\nsource_profile = b\n[profile b]\nrole_arn = r\nsource_profile = a",
            ConfigurationProblem.profileLoop(["a", "b", "a"])
        ),
        ("role_arn = r\nsource_profile = a", .profileLoop(["a", "a"])),
        ("role_arn = r", .incompleteProfile("a", missing: "source_profile")),
        ("aws_access_key_id = k", .incompleteProfile("a", missing: "aws_secret_access_key")),
        (
            "role_arn = r\nsource_profile = b\n[profile b]\nregion = x",
            .incompleteProfile("b", missing: "aws_access_key_id")
        ),
        ("role_arn = r\nmfa_serial = m", .unsupportedSetting(profile: "a", "mfa_serial")),
        ("sso_start_url = u", .unsupportedSetting(profile: "a", "sso_start_url")),
        (
            "role_arn = r\ncredential_source = Moon",
            .unsupportedSetting(profile: "a", "credential_source Moon")
        ),
        (
            "credential_process = sh 'open",
            .processFailed(profile: "a", "is empty, or leaves a quote open")
        ),
        (
            "credential_process = sh -c 'echo s3cret >&2; exit 3'",
            .processFailed(profile: "a", "exited with status 3")
        ),
        (
            "credential_process = sh -c 'kill -9 $$'",
            .processFailed(profile: "a", "was ended by signal 9")
        ),
        (
            "credential_process = echo s3cret",
            .processFailed(
                profile: "a",
                "printed something unusable:  is not JSON: no value begins like this (byte 0)")
        ),
        (
            #"credential_process = echo '{"Version": 2}'"#,
            .processFailed(profile: "a", "printed something unusable: Version is not 1")
        ),
        (
            "credential_process = /nonexistent/program",
            .processFailed(
                profile: "a", "could not be run, or printed too much: /nonexistent/program")
        ),
    ])
    func `a profile that cannot work says why`(
        _ settings: String, _ expected: ConfigurationProblem
    ) async throws {
        var environment = home(config: "[profile a]\n" + settings)
        environment["AWS_PROFILE"] = "a"
        environment["PATH"] = "/usr/bin:/bin"
        #expect(try await problem(environment) == .configuration(expected))
    }

    @Test func `a process is run without a shell and its JSON is read`() async throws {
        let program = folder.write(
            "my program", "#!/bin/sh\nprintf '%s' \"$1\"", mode: 0o700)
        let output =
            #"{"Version": 1, "AccessKeyId": "$HOME", "SecretAccessKey": "s", "SessionToken": "t", "#
            + #""Expiration": "2023-11-15T00:00:00.5+00:00"}"#
        var environment = home(config: "[default]\ncredential_process = '\(program)' '\(output)'")
        environment["PATH"] = "/usr/bin:/bin"
        let credentials = try await chain(environment).credentials()
        #expect(credentials?.accessKeyID == "$HOME")
        #expect(credentials?.sessionToken == "t")
        #expect(credentials?.expiration != nil)
    }

    @Test(
        arguments: [
            ("a b  c", ["a", "b", "c"]), ("'a b' \"c d\"", ["a b", "c d"]), ("a'b'\"c\"", ["abc"]),
            (#"a\ b "\"\\\x" '\'"#, ["a b", #""\\x"#, #"\"#]), ("''", [""]), ("", []),
            ("a; b | $c `d` *", ["a;", "b", "|", "$c", "`d`", "*"]), ("'a", nil), ("a\\", nil),
            ("'\u{301}a b'\u{301}", ["\u{301}a b\u{301}"]),
            ("a \u{301}b\r\nc", ["a", "\u{301}b", "c"]),
            ("\"\u{301}a b\"", ["\u{301}a b"]), ("a\\\u{301} b", ["a\u{301}", "b"]),
        ] as [(String, [String]?)])
    func `a command is split as botocore splits it`(_ text: String, _ words: [String]?) {
        #expect(CommandWords.split(text) == words)
    }

    @Test func `no secret is in a description or a dump`() {
        let credentials = Credentials(
            accessKeyID: "AKIA12345678", secretAccessKey: "s3cret", sessionToken: "s3cret")
        var text = "\(credentials) \(String(reflecting: credentials))"
        dump(credentials, to: &text)
        #expect(!text.contains("s3cret"))
        #expect(!text.contains("AKIA12345678"))
    }

    /// A program's keys come before those of the config file, and after those of the other.
    @Test func `a credential_process stands between the keys of the two files`() async throws {
        let process =
            #"credential_process = echo '{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "s"}'"#
        let keys = "aws_access_key_id = C\naws_secret_access_key = s\n"
        var environment = home(config: "[default]\n\(keys)\(process)")
        environment["PATH"] = "/usr/bin:/bin"
        #expect(try await key(environment) == "P")
        _ = home(credentials: "[default]\naws_access_key_id = F\naws_secret_access_key = s")
        #expect(try await key(environment) == "F")
    }

    @Test func `a token has an older name, too, which comes first`() async throws {
        var environment = [
            "AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "new",
        ]
        #expect(try await chain(environment).credentials()?.sessionToken == "new")
        environment["AWS_SECURITY_TOKEN"] = "old"
        #expect(try await chain(environment).credentials()?.sessionToken == "old")
        environment["AWS_CREDENTIAL_EXPIRATION"] = "2023-11-15T00:00:00Z"
        #expect(
            try await chain(environment).credentials()?.expiration?.timeIntervalSince1970
                == 1_700_006_400)
        environment["AWS_CREDENTIAL_EXPIRATION"] = "soon"
        #expect(
            try await problem(environment)
                == .configuration(.invalidTime(variable: "AWS_CREDENTIAL_EXPIRATION")))
    }

    @Test func `a role is assumed in the region of the instance where nothing names one`()
        async throws
    {
        let document = #"{"instanceId": "i-1", "region": "cn-north-1"}"#
        let service = RouteSender { request in
            if request.method == .put { return .reply(200, "token") }
            return request.url.path.hasSuffix("document") ? .reply(200, document) : .reply(404)
        }
        let sender = ObservedSender(service)
        let timing = TestTiming().timing
        let settings = SharedSettings(
            completing: home(
                config: "[default]\nrole_arn = r\nsource_profile = k\n[profile k]\n"
                    + "aws_access_key_id = K\naws_secret_access_key = s"))
        let chain = CredentialChain.standard(
            sender, settings,
            metadata: try MetadataClient(
                sender, environment: settings.environment, timing: timing), timing: timing)
        await #expect(throws: AWSError.self) { try await chain.credentials() }
        #expect(service.lines.last == "POST https://sts.cn-north-1.amazonaws.com.cn/")
    }

    @Test(
        arguments: [
            ("2030-01-31T12:30:15Z", 1_896_093_015.0),
            ("2030-01-31T12:30:15.250Z", 1_896_093_015.25),
            ("2030-01-31T14:30:15+02:00", 1_896_093_015),
            ("2030-01-31T07:00:15-0530", 1_896_093_015),
            ("2030-01-31 12:30:15", 1_896_093_015), ("2030-01-31 12:30:15 UTC", 1_896_093_015),
            ("20300131T123015Z", 1_896_093_015), ("2030-01-31T12:30Z", 1_896_093_000),
            ("2030-01-31", 1_896_048_000), ("1896093015", 1_896_093_015),
            ("Thu, 31 Jan 2030 12:30:15 GMT", 1_896_093_015),
            ("2028-02-29T00:00:00Z", 1_835_395_200),
            ("2030-02-29T00:00:00Z", nil), ("2030-13-01T00:00:00Z", nil), ("soon", nil), ("", nil),
            ("2030-01-31T12:30:15Zx", nil), ("2030-01-31T24:30:15Z", nil), ("nan", nil),
        ] as [(String, Double?)])
    func `credentials run out at a time of any form`(_ text: String, _ time: Double?) {
        #expect(CredentialTime.date(text)?.timeIntervalSince1970 == time)
    }
}
