import HTTP
import JSON

/// One call of a service: what is asked, and whether asking twice does harm.
struct Operation: Sendable {
    /// What is asked, in the service's protocol.
    enum Input: Sendable {
        /// JSON 1.1; `target` stands before the operation in `X-Amz-Target`.
        case json(JSONValue, target: String)
        /// Query, or its EC2 variety; replies are XML.
        case form(QueryForm, version: String)
    }

    let service: Service
    /// The service's name of it: `DescribeStacks`.
    let name: String
    let input: Input
    /// Whether sending it again after it may have had its effect is harmless.
    let isRepeatable: Bool

    /// The request, unsigned, for `url`.
    func request(to url: HTTPURL) -> HTTPRequest {
        var request = HTTPRequest(.post, url)
        request.isRepeatable = isRepeatable
        switch input {
        case .json(let value, let target):
            request.headers.add("Content-Type", "application/x-amz-json-1.1")
            request.headers.add("X-Amz-Target", "\(target).\(name)")
            request.body = Array(value.text().utf8)
        case .form(let form, let version):
            let call: QueryForm = ["Action": name, "Version": version]
            request.headers.add(
                "Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
            request.body = Array((call + form).encoded.utf8)
        }
        return request
    }

    /// What is asked, for a message: at most 400 characters, without secrets.
    var summary: String {
        let text =
            switch input {
            case .json(let value, _): value.text(.spaced)
            case .form(let form, _):
                form.parameters
                    .map { "\($0.name)=\(Operation.secrets.contains($0.name) ? "…" : $0.value)" }
                    .joined(separator: " ")
            }
        return text.count <= 400 ? text : text.prefix(400) + "…"
    }

    private static let secrets: Set = ["WebIdentityToken", "ExternalId"]
}
