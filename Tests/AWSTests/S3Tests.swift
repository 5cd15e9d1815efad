import HTTP
import Testing

@testable import AWS

@Suite struct S3Tests {
    private func refusal(
        _ code: String, _ message: String = "m", _ more: String = "", status: Int = 400,
        _ headers: HTTPHeaders = [:]
    ) -> RecordingSender.Answer {
        .reply(
            status, "<Error><Code>\(code)</Code><Message>\(message)</Message>\(more)</Error>",
            headers)
    }

    private func put(
        _ sender: RecordingSender, _ options: S3.PutOptions = S3.PutOptions()
    ) async throws {
        try await S3(AWSClient(answers: sender), region: "us-east-1")
            .put(
                Array("report".utf8), type: "text/html", to: "my.bucket", key: "a/b.html", options)
    }

    @Test(arguments: [
        ("PermanentRedirect", "m", "", 301, true),
        ("AuthorizationHeaderMalformed", "m", "<Region>eu-south-1</Region>", 400, false),
        (
            "PermanentRedirect", "m", "<Endpoint>my.bucket.s3.eu-south-1.amazonaws.com</Endpoint>",
            301, false
        ),
        ("PermanentRedirect", "m", "<Endpoint>s3-eu-south-1.amazonaws.com</Endpoint>", 301, false),
        (
            "AuthorizationHeaderMalformed",
            "the region 'us-east-1' is wrong; expecting 'eu-south-1'", "", 400, false
        ),
        (
            "IllegalLocationConstraintException",
            "The eu-south-1 location constraint is incompatible for the region specific endpoint this "
                + "request was sent to.", "", 400, false
        ),
    ])
    func `the region of a bucket is taken from whatever says it`(
        _ code: String, _ message: String, _ more: String, _ status: Int, _ isInHeader: Bool
    ) async throws {
        let sender = RecordingSender([
            refusal(
                code, message, more, status: status,
                isInHeader ? ["x-amz-bucket-region": "eu-south-1"] : [:]), .reply(200),
        ])
        try await put(sender)
        #expect(
            sender.requests.map(\.description) == [
                "PUT https://s3.us-east-1.amazonaws.com/my.bucket/a/b.html",
                "PUT https://s3.eu-south-1.amazonaws.com/my.bucket/a/b.html",
            ])
        #expect(sender.requests.last?.signature?.region == "eu-south-1")
    }

    @Test(arguments: [200, 301, 400, 403])
    func `where the words do not say it the bucket is asked, which says it whatever it answers`(
        _ status: Int
    ) async throws {
        let sender = RecordingSender([
            refusal("IllegalLocationConstraintException"),
            .reply(status, "", ["x-amz-bucket-region": "eu-south-1"]), .reply(200),
        ])
        try await put(sender)
        #expect(sender.requests.map(\.method) == [.put, .head, .put])
        #expect(sender.requests[1].url.text == "https://s3.us-east-1.amazonaws.com/my.bucket")
        #expect(sender.requests.last?.signature?.region == "eu-south-1")
    }

    @Test func `a refusal for another reason is not about a region`() async {
        let sender = RecordingSender([refusal("AccessDenied", status: 403)])
        let error = await #expect(throws: AWSError.self) { try await put(sender) }
        #expect(error?.code == "AccessDenied")
        #expect(sender.requests.count == 1)
    }

    /// The checksum is what `printf report | openssl dgst -sha256 -binary | base64` prints.
    @Test func `a checksum goes along, for buckets whose objects are locked`() async throws {
        let sender = RecordingSender([.reply(200)])
        try await put(sender)
        #expect(
            sender.requests.first?.headers["x-amz-checksum-sha256"]
                == "hF6RgxMZ6JxNZWvbgMJ4rAmnIw1h5d/S4bH7tDasiRc=")
    }

    private static let encryption = "x-amz-server-side-encryption"
    private static let owner = "x-amz-expected-bucket-owner"

    @Test func `nothing is said of encryption and owner unless it is asked for`() async throws {
        let sender = RecordingSender([.reply(200)])
        try await put(sender)
        for name in [Self.encryption, Self.owner, "\(Self.encryption)-bucket-key-enabled"] {
            #expect(sender.requests.first?.headers[name] == nil)
        }
    }

    @Test func `encryption goes with the object, and the owner with every request`() async throws {
        let sender = RecordingSender([
            refusal("IllegalLocationConstraintException"),
            .reply(400, "", ["x-amz-bucket-region": "eu-south-1"]), .reply(200),
        ])
        try await put(
            sender,
            S3.PutOptions(
                encryption: "aws:kms", kmsKey: "alias/k", usesBucketKey: false,
                bucketOwner: "123456789012"))
        #expect(
            sender.requests.map { $0.headers[Self.owner] }
                == Array(repeating: "123456789012", count: 3))
        #expect(
            sender.requests.map { $0.headers["\(Self.encryption)-aws-kms-key-id"] }
                == ["alias/k", nil, "alias/k"])
        #expect(
            sender.requests.map { $0.headers["\(Self.encryption)-bucket-key-enabled"] }
                == ["false", nil, "false"])
        #expect(
            sender.requests.map { $0.headers[Self.encryption] } == ["aws:kms", nil, "aws:kms"])
    }
}
