import FoundationEssentials
import HTTP
import Testing

@testable import AWS

@Suite struct ErrorReplyTests {
    /// What DescribeStacks throws after this reply.
    private func failure(
        _ status: Int, _ body: String, _ headers: HTTPHeaders = [:]
    ) async -> AWSError? {
        // As many answers as there are tries.
        let answers = Array(
            repeating: RecordingSender.Answer.reply(status, body, headers), count: 20)
        let client = AWSClient(answers: RecordingSender(answers))
        return await #expect(throws: AWSError.self) {
            try await OpsWorks(client, region: "us-east-1").describeStacks(ids: ["s-1"])
        }
    }

    @Test(
        arguments: [
            (#"{"__type": "ValidationException", "message": "No"}"#, "ValidationException", "No"),
            (
                #"{"__type": "com.amazonaws.opsworks#ValidationException", "Message": "No"}"#,
                "ValidationException", "No"
            ),
            (
                #"{"__type": "ValidationException:http://x/", "message": " No "}"#,
                "ValidationException", "No"
            ),
            (#"{"code": "ValidationException"}"#, "ValidationException", nil),
            (
                "{\"__type\": \"com.amazonaws#\u{301}Validation:\u{301}http://x/\"}",
                "\u{301}Validation", nil
            ),
            (#"{"__type": "ValidationException", "message": ""}"#, "ValidationException", nil),
            (#"{"__type": 7, "message": ["x"]}"#, nil, nil),
            (
                "<ErrorResponse><Error><Code>ValidationError</Code><Message>No</Message></Error></ErrorResponse>",
                "ValidationError", "No"
            ),
            (
                "<Response><Errors><Error><Code>InvalidID</Code><Message>No</Message></Error></Errors><RequestID>r</RequestID></Response>",
                "InvalidID", "No"
            ),
            (
                "<Error><Code>NoSuchBucket</Code><Message>No</Message></Error>", "NoSuchBucket",
                "No"
            ),
            ("<html><body>Bad Gateway</body></html>", nil, nil),
            (#"{"__type": "Validat"#, nil, nil), ("", nil, nil), ("\u{0}\u{1}", nil, nil),
        ] as [(String, String?, String?)])
    func `code and message are found in every shape, or left out`(
        _ body: String, _ code: String?, _ message: String?
    ) async {
        let error = await failure(400, body)
        #expect(error?.code == code)
        #expect(error?.serviceMessage == message)
    }

    @Test(arguments: [
        (HTTPError.Reason.bodyTooLarge(limit: 4), "check that the URL is the right one"),
        (.failed("x"), HTTPError(.failed("x"), url: "u").remedy),
    ])
    func `where no service said anything, the remedy is not in its words`(
        _ reason: HTTPError.Reason, _ remedy: String
    ) {
        let error = AWSError(
            HTTPError(reason, url: "u"), service: "opsworks", operation: "DescribeLayers",
            isRepeatable: true)
        #expect(error.remedy == remedy)
    }

    @Test(arguments: [
        (400, "ThrottlingException", AWSError.Kind.throttled),
        (503, "RequestLimitExceeded", .throttled), (429, "Whatever", .throttled),
        (500, "InternalFailure", .transient), (502, "", .transient),
        (400, "RequestTimeout", .transient), (400, "LimitExceededException", .throttled),
        (400, "PriorRequestNotComplete", .throttled), (401, "OptInRequired", .accountUnfit),
        (403, "SubscriptionRequiredException", .accountUnfit),
        (400, "ExpiredTokenException", .expiredCredentials(areRenewed: false)),
        (403, "ExpiredToken", .expiredCredentials(areRenewed: false)),
        (403, "InvalidSignatureException", .credentialsRefused),
        (401, "AuthFailure", .credentialsRefused),
        (400, "UnrecognizedClientException", .credentialsRefused),
        (400, "AccessDeniedException", .accessDenied(action: "opsworks:DescribeStacks")),
        (403, "UnauthorizedOperation", .accessDenied(action: "opsworks:DescribeStacks")),
        (400, "ResourceNotFoundException", .notFound), (404, "NoSuchEntity", .notFound),
        (400, "InvalidInstanceID.NotFound", .notFound),
        (409, "EntityAlreadyExists", .conflict),
        (400, "ValidationException", .validation(asked: #"{"StackIds": ["s-1"]}"#)),
        (400, "InvalidParameterValue", .validation(asked: #"{"StackIds": ["s-1"]}"#)),
        (409, "LimitExceeded", .refused), (418, "", .refused),
    ])
    func `the kind follows from code and status`(
        _ status: Int, _ code: String, _ kind: AWSError.Kind
    ) async {
        #expect(await failure(status, #"{"__type": "\#(code)", "message": "m"}"#)?.kind == kind)
    }

    @Test(arguments: [
        // Then the time is not the service's.
        ("Tue, 14 Nov 2023 22:13:20 GMT", AWSError.Kind.clockSkew(seconds: nil), "wrong"),
        ("Tue, 14 Nov 2023 22:03:20 GMT", .clockSkew(seconds: 600), "600 s ahead"),
        ("Tue, 14 Nov 2023 23:13:20 GMT", .clockSkew(seconds: -3600), "3600 s behind"),
        ("once upon a time", .clockSkew(seconds: nil), "wrong"),
    ])
    func `a wrong clock is measured by the reply's time`(
        _ date: String, _ kind: AWSError.Kind, _ words: String
    ) async {
        let body =
            #"{"__type": "InvalidSignatureException", "message": "Signature not yet current"}"#
        let error = await failure(403, body, ["Date": date])
        #expect(error?.kind == kind)
        #expect(error?.message.contains("this machine's clock is \(words)") == true)
    }

    @Test(arguments: [
        ("Tue, 14 Nov 2023 22:13:30 GMT", AWSError.Kind.expiredCredentials(areRenewed: false)),
        ("Tue, 14 Nov 2023 23:13:20 GMT", .clockSkew(seconds: -3600)),
        ("once upon a time", .clockSkew(seconds: nil)),
    ])
    func `EC2's one word for old credentials and a wrong clock is told apart by the time`(
        _ date: String, _ kind: AWSError.Kind
    ) async {
        #expect(await failure(400, #"{"__type": "RequestExpired"}"#, ["Date": date])?.kind == kind)
    }

    @Test func `a missing right is named as the service names it`() async {
        let error = await failure(
            400,
            #"""
            {"__type": "AccessDeniedException", "message": "User: arn:aws:sts::1:assumed-role/r/i-1 is \#
            not authorized to perform: opsworks:DescribeSecrets on resource: *"}
            """#.replacing("\\#\n", with: ""))
        #expect(error?.kind == .accessDenied(action: "opsworks:DescribeSecrets"))
    }

    @Test func `an empty refusal says what was asked, and which request it was`() async {
        let error = await failure(
            400, #"{"__type": "ValidationException"}"#, ["x-amzn-RequestId": "r-1"])
        #expect(
            error?.description == """
                opsworks DescribeStacks: refused without a reason; asked was: \
                {"StackIds": ["s-1"]} (ValidationException, HTTP 400, request id r-1, \
                https://opsworks.us-east-1.amazonaws.com/); check each value that was asked for; a \
                thing in another region or a missing right also reads like this
                """)
    }

    @Test(arguments: [
        ("", "is not JSON: it ends too early (byte 0)", "", 3),
        (#"{"Stacks": [{"#, "is not JSON: a member's name is expected (byte 13)", "", 3),
        ("<html></html>", "is not JSON: no value begins like this (byte 0)", "", 3),
        ("[]", "is not an object", "the reply", 1),
        (#"{"Stacks": {}}"#, "is not an array", "Stacks", 1),
        (#"{"Stacks": [7]}"#, "is not an object", "Stacks[0]", 1),
        (#"{"Stacks": [{"StackId": 7}]}"#, "is not a string", "Stacks[0].StackId", 1),
        (#"{"Stacks": [{"StackId": ""}]}"#, "is missing", "Stacks[0].StackId", 1),
        (#"{"Stacks": [{"StackId": null, "Name": "n"}]}"#, "is missing", "Stacks[0].StackId", 1),
    ])
    func `a successful reply that breaks its promise is named, and a broken one tried again`(
        _ body: String, _ problem: String, _ path: String, _ tries: Int
    ) async {
        let error = await failure(200, body)
        #expect(error?.kind == .malformedReply(MalformedReply(path, problem)))
        #expect(error?.tries == tries)
    }

    @Test(arguments: [
        ("explicit deny in a service control policy", Denial.Policy.serviceControl, true),
        ("explicit deny in an identity-based policy", .identity, true),
        ("explicit deny in a resource-based policy", .resource, true),
        ("explicit deny in a resource control policy", .resourceControl, true),
        ("explicit deny in a permissions boundary", .boundary, true),
        ("explicit deny in a session policy", .session, true),
        ("explicit deny in a VPC endpoint policy", .endpoint, true),
        ("because no permissions boundary allows the s3:PutObject action", .boundary, false),
        ("because no VPC endpoint policy allows the s3:PutObject action", .endpoint, false),
        ("because no session policy allows the s3:PutObject action", .session, false),
        (
            "because no service control policy allows the s3:PutObject action", .serviceControl,
            false
        ),
        ("because no resource control policy allows it", .resourceControl, false),
    ])
    func `a denial names the policy that denied`(
        _ words: String, _ policy: Denial.Policy, _ isExplicit: Bool
    ) async {
        let message =
            "User: u is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::b \(words)"
        let error = await failure(
            403, #"{"__type": "AccessDenied", "message": "\#(message)"}"#)
        #expect(error?.kind == .accessDenied(action: "s3:PutObject"))
        #expect(error?.denial?.policy == policy)
        #expect(error?.denial?.isExplicit == isExplicit)
        #expect(error?.denial?.isMissingPermission == false)
        #expect(error?.denial?.arn == nil)
        // The service's own words are quoted; ours say the same without them.
        var wordless = error
        wordless?.serviceMessage = nil
        #expect(wordless?.message.contains(policy.rawValue) == true)
        #expect(wordless?.remedy.contains("allow s3:PutObject in the policy of the role") == false)
    }

    @Test func `a denying policy is named where the service names it`() async {
        let arn = "arn:aws:organizations::1:policy/o-1/service_control_policy/p-1"
        let error = await failure(
            403,
            """
            {"__type": "AccessDenied", "message": "not authorized to perform: s3:PutObject on resource: \
            arn:aws:s3:::b with an explicit deny in a service control policy: \(arn)"}
            """)
        #expect(error?.denial?.arn == arn)
        #expect(error?.message.contains("service control policy, \(arn)") == true)
    }

    @Test(arguments: [
        "because no identity-based policy allows the s3:PutObject action",
        "because no resource-based policy allows the s3:PutObject action", "",
    ])
    func `what no policy allows is a missing right`(_ words: String) async {
        let message = "not authorized to perform: s3:PutObject on resource: r \(words)"
        let error = await failure(403, #"{"__type": "AccessDenied", "message": "\#(message)"}"#)
        #expect(error?.denial?.isMissingPermission == true)
        #expect(error?.message.contains("the permission s3:PutObject is missing") == true)
    }

    @Test func `an encoded message is whole, in the command that decodes it`() async throws {
        let encoded = String(repeating: "aB-_", count: 800) + "END"
        let error = await failure(
            403,
            """
            {"__type": "UnauthorizedOperation", "message": "You are not authorized to perform this operation. \
            Encoded authorization failure message: \(encoded)"}
            """)
        let lines = try #require(error?.denial?.decoding)
        #expect(lines.allSatisfy { $0.utf8.count <= 1000 })
        #expect(lines.dropFirst(3).dropLast().joined() == encoded)
        #expect(lines.last == "' | tr -d ' \\n')\"")
        #expect(error?.message.contains("aB-_") == false)
    }

    @Test(
        arguments: [
            ("250", Duration.milliseconds(250)), (" 0 ", .zero), ("99999999999999", .seconds(3600)),
            ("-1", nil), ("1.5", nil), ("soon", nil),
        ] as [(String, Duration?)])
    func `AWS' own header asks for milliseconds`(_ text: String, _ wait: Duration?) async {
        let error = await failure(
            429, "{}", ["x-amz-retry-after": text, "Retry-After": "4000000"])
        #expect(error?.retryAfter == wait ?? .seconds(3600))
    }
}
