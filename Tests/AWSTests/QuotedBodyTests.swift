import HTTP
import Testing

@testable import AWS

@Suite struct QuotedBodyTests {
    private func text(
        _ body: String, of operation: String = "Operation", limit: Int = 4096,
        hiding secrets: [String] = []
    ) -> String {
        QuotedBody(Array(body.utf8), of: operation, limit: 4 * limit)
            .lines(upTo: limit, hiding: Secrets(secrets)).joined(separator: "\n")
    }

    @Test func `JSON is indented, and what is called a secret is hidden`() {
        let body = """
            {"StackId":"1","Layers":[{"Name":"a","Password":"p4ss","Empty":{},"None":[]},7],\
            "InstanceIdentity":{"Document":"{\\"region\\":\\"us-east-1\\"}","Signature":"c2ln"},\
            "CustomJson":"{\\"db\\":{\\"api_key\\":\\"k3y\\",\\"host\\":\\"h\\"}}","Tokens":["t"]}
            """
        #expect(
            text(body) == #"""
                {
                  "StackId": "1",
                  "Layers": [
                    {
                      "Name": "a",
                      "Password": "***",
                      "Empty": {},
                      "None": []
                    },
                    7
                  ],
                  "InstanceIdentity": {
                    "Document": "{ \"region\": \"us-east-1\" }",
                    "Signature": "***"
                  },
                  "CustomJson": "{ \"db\": { \"api_key\": \"***\", \"host\": \"h\" } }",
                  "Tokens": "***"
                }
                """#)
    }

    @Test func `XML is indented, and what is called a secret is hidden`() {
        let body = """
            <CreateAccessKeyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">\
            <AccessKey><UserName>web1</UserName><AccessKeyId>AKIA</AccessKeyId>\
            <SecretAccessKey>s3cret</SecretAccessKey></AccessKey></CreateAccessKeyResponse>
            """
        #expect(
            text(body) == """
                <CreateAccessKeyResponse>
                  <AccessKey>
                    <UserName>web1</UserName>
                    <AccessKeyId>AKIA</AccessKeyId>
                    <SecretAccessKey>***</SecretAccessKey>
                  </AccessKey>
                </CreateAccessKeyResponse>
                """)
    }

    @Test func `a form has a parameter a line, and what is called a secret is hidden`() {
        #expect(
            text("Action=AssumeRole&Tag.1.Value=v3+prod%20web&WebIdentityToken=ey%2BJ&Empty&x=a%zz")
                == "Action=AssumeRole\nTag.1.Value=v3 prod web\nWebIdentityToken=***\nEmpty=\nx=a%zz"
        )
    }

    @Test(arguments: [
        ("GET /latest/meta-data/placement/region", "us-east-1\n", "us-east-1"),
        ("PUT /latest/api/token", "AQAEAJ==", "***"),
        ("GET /latest/dynamic/instance-identity/signature", "c2ln\nbmVk", "***"),
        ("GET /latest/dynamic/instance-identity/pkcs7", "MIAGCSqG", "***"),
        ("GET /x", "-----BEGIN RSA PRIVATE KEY-----\nabc", "***"),
        (
            "Operation", "SecretKey=\u{301}s3cret&Password=\u{301}s3cret",
            "SecretKey=***\nPassword=***"
        ),
        ("Operation", "one\r\ntwo", "one\ntwo"),
        ("GET /x/\u{301}token", "s3cret", "***"),
        ("Operation", "PRIVATE KEY\u{301}\ns3cret", "***"),
        ("Operation", "", ""),
        ("Operation", "<html>not closed", "<html>not closed"),
    ])
    func `other text is shown where it is no secret`(
        _ operation: String, _ body: String, _ shown: String
    ) {
        #expect(text(body, of: operation) == shown)
    }

    @Test func `what is not text is counted alone`() {
        let body = QuotedBody([0xFF, 0xFE, 0], of: "Operation", limit: 10)
        #expect(body.lines(upTo: 10, hiding: Secrets()) == ["3 bytes"])
    }

    @Test func `what is long is cut after its secrets are hidden, and it is said how much`() {
        #expect(text("one two\nthree four", limit: 12) == "one two\nthre\n… 7 bytes more")
        #expect(
            text("one s3cret\nthree", limit: 12, hiding: ["s3cret"])
                == "one ***\nthre\n… 2 bytes more")
        let long = (0..<1000).map { "line \($0)" }.joined(separator: "\n")
        #expect(text(long, limit: 14) == "line 0\nline 1\n… \(long.utf8.count + 1 - 14) bytes more")
    }

    @Test func `each end of an exchange is told apart`() throws {
        let secrets = KnownSecrets()
        let bodies = ExchangeBodies(
            try HTTPRequest.example(#"{"a":"one"}"#),
            HTTPResponse(status: 200, body: Array("a learned-later value".utf8)),
            of: "Operation", hiding: secrets)
        secrets.add("learned-later")
        #expect(bodies.lines == ["> {", #">   "a": "one""#, "> }", "< a *** value"])
        #expect(!"\(bodies)".contains("value"))
    }
}

extension HTTPRequest {
    fileprivate static func example(_ body: String) throws -> HTTPRequest {
        HTTPRequest(.post, try HTTPURL("http://127.0.0.1/"), body: Array(body.utf8))
    }
}
