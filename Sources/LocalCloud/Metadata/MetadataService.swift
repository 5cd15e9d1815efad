package import Foundation

/// The instance metadata service, version 2 and, if it is allowed, version 1.
package enum MetadataService {
    private static let longestLife = 21_600
    private static let tokenPath = "/latest/api/token"

    /// Answers a request on a machine's own port.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - id: The machine whose port received it.
    ///   - state: The cloud, which stores the tokens and credentials that it issues.
    ///   - now: The service's time.
    /// - Returns: The reply, including refusals.
    package static func answer(
        _ request: Request, for id: String, in state: inout CloudState, at now: Date
    ) -> Reply {
        guard let index = state.machines.firstIndex(where: { $0.id == id }) else {
            return refusal(404, "Not Found")
        }
        guard request.method == "GET" || request.method == "PUT" else {
            return refusal(405, "Method Not Allowed")
        }
        let path = path(of: request)
        if request.method == "PUT" {
            guard path == tokenPath else { return refusal(405, "Method Not Allowed") }
            return token(for: id, request, in: &state, at: now)
        }
        switch request.headers["x-aws-ec2-metadata-token"] {
        case let token?:
            guard let known = state.metadataTokens[token], known.machine == id, known.until > now
            else { return refusal(401, "Unauthorized") }
        case nil:
            guard state.allowsMetadataV1 else { return refusal(401, "Unauthorized") }
        }
        let tree = MetadataTree(of: state.machines[index], in: &state, at: now)
        return tree.reply(to: path) ?? refusal(404, "Not Found")
    }

    /// The decoded path, with `latest` instead of any dated version.
    static func path(of request: Request) -> String {
        let path = request.path.removingPercentEncoding ?? request.path
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1)
        guard let version = parts.first, version.count == 10,
            version.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: "-") })
        else { return path }
        return "/latest/" + (parts.count > 1 ? String(Substring(parts[1])) : "")
    }

    private static func token(
        for id: String, _ request: Request, in state: inout CloudState, at now: Date
    ) -> Reply {
        // The service refuses requests from a proxy, so that an open proxy does not leak keys.
        guard request.headers["x-forwarded-for"] == nil else { return refusal(403, "Forbidden") }
        guard let life = request.headers["x-aws-ec2-metadata-token-ttl-seconds"].flatMap(Int.init),
            (1...longestLife).contains(life)
        else { return refusal(400, "Bad Request") }
        let token = state.identifiers.text(54, of: .mixed) + "=="
        state.metadataTokens[token] = .init(machine: id, until: now + Double(life))
        var reply = Reply(text: token)
        reply.headers["X-Aws-Ec2-Metadata-Token-Ttl-Seconds"] = String(life)
        return reply
    }

    private static func refusal(_ status: Int, _ title: String) -> Reply {
        let page = """
            <?xml version="1.0" encoding="iso-8859-1"?>
            <html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
             <head><title>\(status) - \(title)</title></head>
             <body><h1>\(status) - \(title)</h1></body>
            </html>

            """
        return Reply(status: status, contentType: "text/html", body: Data(page.utf8))
    }
}
