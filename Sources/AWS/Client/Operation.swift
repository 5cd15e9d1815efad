import Bytes
import Cryptography
import HTTP
import JSON

/// One call of a service: the request, and whether repeating it is harmless.
struct Operation: Sendable {
    /// The request in the service's protocol.
    enum Input: Sendable {
        /// JSON 1.1; `target` precedes the operation's name in `X-Amz-Target`.
        case json(JSONValue, target: String)
        /// Query, or its EC2 variety; replies are XML.
        case form(QueryForm, version: String)
        /// S3: the body of an object, the path to put it to, below the endpoint, and more headers.
        case object([UInt8], type: String, path: String, [(name: String, value: String)])
        /// S3: a HEAD request for the bucket of this name, with these headers.
        case bucket(String, [(name: String, value: String)])
    }

    let service: Service
    /// The service's name for it: `DescribeStacks`.
    let name: String
    let input: Input
    /// Whether repeating it is harmless even if it may have had its effect.
    let isRepeatable: Bool

    /// The request, unsigned, for the endpoint `url`, which ends with a slash.
    func request(to url: HTTPURL) throws(HTTPError) -> HTTPRequest {
        var request: HTTPRequest
        switch input {
        case .json(let value, let target):
            request = HTTPRequest(.post, url, body: Array(value.text().utf8))
            request.headers.add("Content-Type", "application/x-amz-json-1.1")
            request.headers.add("X-Amz-Target", "\(target).\(name)")
        case .form(let form, let version):
            let call: QueryForm = ["Action": name, "Version": version]
            request = HTTPRequest(.post, url, body: Array((call + form).encoded.utf8))
            request.headers.add(
                "Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
        case .object(let body, let type, let path, let headers):
            request = HTTPRequest(.put, try HTTPURL(url.text + path), body: body)
            request.headers.add("Content-Type", type)
            // S3 requires the checksum that the signature covers (S3 API reference, PutObject), and
            // again in base64 for buckets with object lock.
            request.headers.add(
                "X-Amz-Content-SHA256",
                try Operation.sum(url) { () throws(CryptographyFailure) in
                    try SHA256.digits(of: body)
                })
            request.headers.add(
                "x-amz-checksum-sha256",
                try Operation.sum(url) { () throws(CryptographyFailure) in
                    try SHA256.base64(of: body)
                })
            for header in headers { request.headers.add(header.name, header.value) }
        case .bucket(let name, let headers):
            request = HTTPRequest(.head, try HTTPURL(url.text + name))
            request.headers.add(
                "X-Amz-Content-SHA256",
                try Operation.sum(url) { () throws(CryptographyFailure) in
                    try SHA256.digits(of: [])
                })
            for header in headers { request.headers.add(header.name, header.value) }
        }
        request.isRepeatable = isRepeatable
        return request
    }

    private static func sum(
        _ url: HTTPURL, _ made: () throws(CryptographyFailure) -> String
    ) throws(HTTPError) -> String {
        do throws(CryptographyFailure) {
            return try made()
        } catch {
            throw HTTPError(
                .invalidRequest("libcrypto could not \(error.task) its body"), url: "\(url)")
        }
    }

    /// The request for a message: at most 400 characters, without secrets.
    var summary: String {
        let text =
            switch input {
            case .json(let value, _): value.text(.spaced)
            case .form(let form, _):
                form.parameters
                    .map { "\($0.name)=\(Operation.secrets.contains($0.name) ? "…" : $0.value)" }
                    .joined(separator: " ")
            case .object(let body, _, let path, _): "\(path), \(body.count) bytes"
            case .bucket(let name, _): name
            }
        return text.unicodeScalars.count <= 400 ? text : text.beginning(400) + "…"
    }

    private static let secrets: Set = ["WebIdentityToken", "ExternalId"]
}
