import FoundationEssentials
import HTTP
import Testing

@testable import AWS

@Suite struct RequestSigningTests {
    private static let encryption = "x-amz-server-side-encryption"

    @Test(arguments: [
        (["A", "B"], false), (["Name", "Name-More"], true), (["name-more", "NAME"], true),
        (["name", "name2"], true), (["name", "namely"], false), (["name", "Name"], false),
        ([], false),
    ])
    func `names of which one begins with another are found`(_ names: [String], _ found: Bool) throws
    {
        var request = HTTPRequest(.put, try HTTPURL("https://example.com/"))
        for name in names { request.headers.add(name, "v") }
        #expect(request.hasHeadersOfOneBeginning == found)
    }

    /// What botocore's S3SigV4Auth makes of the same request.
    @Test(arguments: [
        (
            "https://s3.eu-west-1.amazonaws.com/b/a.html",
            "62797ab5bab34bde183f07040504073e015993dbc756ec70751257c546f36934"
        ),
        (
            "http://[::1]:4566/b/a.html",
            "3af5aa0bacbc83dd3d5555c6350ba30475da43775a1c9bc86498e5acd76ac5a9"
        ),
    ])
    func `its headers are sorted by their names, and signed as botocore does`(
        _ url: String, _ expected: String
    ) throws {
        var request = HTTPRequest(.put, try HTTPURL(url))
        request.headers.add("Content-Type", "text/html")
        request.headers.add("X-Amz-Content-SHA256", String(repeating: "0", count: 64))
        request.headers.add(Self.encryption, "aws:kms")
        request.headers.add("\(Self.encryption)-aws-kms-key-id", "alias/k")
        let keys = SigV4(
            service: "s3", region: "eu-west-1", accessKeyID: "AKIDEXAMPLE",
            secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", sessionToken: "token")
        request.signature = keys
        let signed = try request.signed(
            by: keys, at: Date(timeIntervalSince1970: 1_440_938_160))
        #expect(signed.signature == nil)
        #expect(signed.headers["X-Amz-Date"] == "20150830T123600Z")
        #expect(
            signed.headers["Authorization"]
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-1/s3/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token;"
                + "x-amz-server-side-encryption;x-amz-server-side-encryption-aws-kms-key-id, "
                + "Signature=\(expected)")
    }
}
