import Bytes
import HTTP
import JSON

/// The content of an unsuccessful reply, whatever its format.
///
/// Every part of it may be missing: an error may come from a proxy, as HTML, or be cut off.
struct ErrorReply: Sendable, Equatable {
    var code: String?
    var message: String?
    var requestID: String?
    /// The region of the requested bucket, according to S3.
    private(set) var bucketRegion: String?
    /// The denial that the message describes.
    var denial: Denial

    /// Parses JSON (`__type`, `message`), EC2's XML (`Response/Errors/Error`), S3's (`Error`), the
    /// other services' XML (`ErrorResponse/Error`), and the headers, which have some of it for all
    /// of them.
    ///
    /// Secrets in a message are hidden before it is cut: a secret that was cut would not be
    /// recognised.
    init(_ response: HTTPResponse, hiding secrets: Secrets) {
        requestID = RequestID.of(response)
        code = response.headers["x-amzn-ErrorType"]
        if let value = try? JSONParser.parse(response.body) {
            code = (value["__type"] ?? value["code"])?.string ?? code
            message = (value["message"] ?? value["Message"] ?? value["errorMessage"])?.string
        } else if let root = try? XMLParser.parse(response.body) {
            let error =
                root.name == "Error"
                ? root : root.child("Errors")?.child("Error") ?? root.child("Error")
            code = error?.child("Code")?.text ?? code
            message = error?.child("Message")?.text
            bucketRegion =
                root.child("Region")?.text ?? message.flatMap(ErrorReply.region(in:))
                ?? root.child("Endpoint").flatMap { ErrorReply.region(ofHost: $0.text) }
            requestID = requestID ?? (root.child("RequestID") ?? root.child("RequestId"))?.text
        }
        code = code.map(secrets.hidden).flatMap(ErrorReply.bareCode)
        let words = message.map { secrets.hidden(in: $0.trimmed()) }
        denial = Denial(words)
        message = words.flatMap {
            $0.isEmpty ? nil : Denial.readable($0).beginning(1000)
        }
    }

    /// The region in S3's message about a bucket of another region.
    private static func region(in message: String) -> String? {
        // "the region 'us-east-1' is wrong; expecting 'eu-west-1'"
        if let rest = message.halves(around: "expecting '")?.after {
            return rest.halves(around: "'")?.before
        }
        // "The eu-south-1 location constraint is incompatible for the region specific endpoint …"
        return message.halves(around: " location constraint is incompatible")?.before
            .rest(after: "The ")
    }

    /// The region in the name of one of S3's hosts; nil if it has none:
    /// `bucket.s3.eu-west-1.amazonaws.com`, `s3-eu-west-1.amazonaws.com`.
    private static func region(ofHost host: String) -> String? {
        let labels = host.parts(at: ".")
        for (label, next) in zip(labels, labels.dropFirst()) {
            if ["s3", "dualstack"].contains(label), next.hasByte("-") { return next }
            if next == "amazonaws", let region = label.rest(after: "s3-"), region.hasByte("-") {
                return region
            }
        }
        return nil
    }

    /// The bare code, without a prefix or suffix: `com.amazonaws.opsworks#Code`, `Code:http://…`.
    private static func bareCode(_ code: String) -> String? {
        let tail = code.parts(at: "#").last { !$0.isEmpty } ?? ""
        let bare = tail.parts(at: ":", most: 1)[0].beginning(200)
        return bare.isEmpty ? nil : bare
    }
}
