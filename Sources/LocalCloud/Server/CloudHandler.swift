import FlyingFox
import FlyingSocks
import Foundation

/// Hands a port's requests to the cloud, and its replies back to the wire.
struct CloudHandler: HTTPHandler {
    let entrance: Request.Entrance
    let cloud: Cloud

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        let reply = await cloud.reply(
            to: Request(
                entrance: entrance, method: request.method.rawValue,
                path: Self.path(of: request.target), query: request.target.query(),
                headers: Dictionary(
                    request.headers.map { ($0.key.rawValue, $0.value) },
                    uniquingKeysWith: { "\($0),\($1)" }),
                body: try await request.bodyData,
                connection: Self.connection(request.remoteAddress)))
        return Self.response(of: reply)
    }

    /// The path of a target.
    ///
    /// A client that takes the port for its proxy sends an absolute one.
    private static func path(of target: HTTPRequest.Target) -> String {
        let path = target.path()
        guard let rest = path.rest(after: "http://") else { return path }
        let parts = rest.parts(at: "/", most: 1)
        return parts.count > 1 ? "/" + parts[1] : "/"
    }

    private static func connection(_ address: HTTPRequest.Address?) -> String {
        switch address {
        case .ip4(let host, let port)?, .ip6(let host, let port)?: "\(host):\(port)"
        case .unix(let path)?: path
        case nil: ""
        }
    }

    private static func response(of reply: Reply) -> HTTPResponse {
        let headers = HTTPHeaders(
            Dictionary(
                reply.headers.map { (HTTPHeader($0.key), $0.value) },
                uniquingKeysWith: { first, _ in first }))
        let status = HTTPStatusCode(reply.status, phrase: Self.phrase(of: reply.status))
        switch reply.delivery {
        case .whole:
            return HTTPResponse(statusCode: status, headers: headers, body: reply.body)
        case .dropped:
            return HTTPResponse(webSocket: ClosedConnection())
        case .cutOff(let count):
            let body = HTTPBodySequence(
                from: CutOffBody(bytes: reply.body.prefix(count)), count: reply.body.count)
            return HTTPResponse(statusCode: status, headers: headers, body: body)
        }
    }

    private static func phrase(of status: Int) -> String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 412: "Precondition Failed"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 503: "Service Unavailable"
        default: "Status"
        }
    }
}
