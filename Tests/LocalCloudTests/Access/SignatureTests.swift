import Foundation
import LocalCloud
import Testing

struct SignatureTests {
    private static let scope = "AKIDEXAMPLE/20150830/us-east-1/service/aws4_request"

    @Test func `the signature of AWS' own example is found`() throws {
        let signature = try Signature(
            parsing: "AWS4-HMAC-SHA256 Credential=\(Self.scope), SignedHeaders=host;x-amz-date, "
                + "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")
        let request = Request(
            method: "GET", path: "/",
            headers: ["Host": "example.amazonaws.com", "X-Amz-Date": "20150830T123600Z"])
        let expected = signature.expected(
            for: request, at: "20150830T123600Z",
            secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
        #expect(expected == signature.signature)
        #expect(signature.accessKeyID == "AKIDEXAMPLE")
        #expect(signature.region == "us-east-1")
        #expect(signature.service == "service")
    }

    @Test(arguments: [
        ("Basic YTpi", "Unsupported AWS 'algorithm': 'Basic'."),
        (
            "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00",
            "Authorization header requires 'Credential' parameter. "
                + "Authorization=AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=AKID/20150830/aws4_request, SignedHeaders=host, Signature=0",
            "Credential must have exactly 5 slash-delimited elements, e.g. "
                + "keyid/date/region/service/term, got 'AKID/20150830/aws4_request'"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=\(scope), SignedHeaders=host",
            "Authorization header requires 'Signature' parameter. "
                + "Authorization=AWS4-HMAC-SHA256 Credential=\(scope), SignedHeaders=host"
        ),
    ])
    func `a header that lacks something is refused with the reason`(
        header: String, message: String
    ) {
        let error = #expect(throws: Signature.Malformed.self) {
            try Signature(parsing: header)
        }
        #expect(error?.message == message)
    }

    @Test func `a header is read by its bytes`() throws {
        let signature = try Signature(
            parsing: "AWS4-HMAC-SHA256 Credential=\u{301}A/\u{301}d/r/s/aws4_request, "
                + "SignedHeaders=host;\u{301}x,\u{301}y=z,Signature=\u{301}0")
        #expect(signature.accessKeyID == "\u{301}A" && signature.day == "\u{301}d")
        #expect(signature.signedHeaders == ["host", "\u{301}x"])
        #expect(signature.signature == "\u{301}0")
    }
}
