import CCurl

/// Sends HTTP requests: the front page of the module.
///
/// A **request** (`HTTPRequest`) says what goes where, how it is signed (`SigV4`), where the reply's
/// body goes, which way it leaves the machine and how long it may take. The **client** sends it and
/// gives a **response** (`HTTPResponse`) for whatever status the server answered, or throws an
/// `HTTPError` that says why there is no reply and whether the server may have seen the request.
///
/// Behind it is libcurl: one `curl_multi` loop on one thread (`TransferLoop`), one easy handle a
/// request (`Transfer`). Connections are kept and reused, by endpoint. TLS is always verified; only
/// `http` and `https` are spoken; a proxy comes from the environment that the client is made with.
///
/// ```swift
/// let client = try HTTPClient(userAgent: "enlist/1.0", environment: environment)
/// let response = try await client.send(HTTPRequest(.get, HTTPURL("https://example.com/")))
/// print(response.status, response.headers["Content-Type"] ?? "", response.body.count)
/// ```
package final class HTTPClient: HTTPSender {
    private let loop: TransferLoop

    /// The version of libcurl.
    package static var libraryVersion: String {
        ccurl_version_info().map { String(cString: $0.pointee.version) } ?? "unknown"
    }

    /// Starts the client's thread.
    ///
    /// - Parameters:
    ///   - userAgent: What every request says it is from: `enlist/<version>`.
    ///   - environment: Names the proxies (see `Proxies`), and in `AWS_CA_BUNDLE` a file of CA
    ///     certificates to trust instead of the machine's.
    /// - Throws: `HTTPError` with `.unsupported` where libcurl or the thread does not start.
    package init(userAgent: String, environment: [String: String]) throws(HTTPError) {
        let bundle = environment["AWS_CA_BUNDLE"].flatMap { $0.isEmpty ? nil : $0 }
        loop = try TransferLoop(
            Transfer.Settings(
                userAgent: userAgent, proxies: Proxies(environment: environment),
                trust: TrustStore(bundle: bundle)))
    }

    deinit {
        loop.stop()
    }

    /// Sends `request` and waits for the whole reply.
    ///
    /// Cancelling the task ends the transfer and throws `.cancelled`.
    package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        guard case .followed(let limit) = request.redirects else {
            return try await exchange(request)
        }
        let deadline = ContinuousClock.now + request.timeouts.total
        var hop = request
        for _ in 0...limit {
            hop.timeouts.total = max(.zero, deadline - .now)
            let response = try await exchange(hop)
            guard let target = response.redirectTarget else { return response }
            hop = try hop.redirected(to: target)
        }
        throw HTTPError(.tooManyRedirects(limit: limit), url: request.url.description)
    }

    /// Opens a TCP connection, past any proxy, and closes it again without a byte in between.
    ///
    /// - Parameters:
    ///   - host: a name or an address; one of IPv6 is in brackets.
    ///   - port: from 1 to 65535.
    ///   - limit: for the name's resolution and the connection together.
    /// - Throws: why there is no connection; `.cancelled` when the task is cancelled.
    package func connect(
        to host: String, port: Int, within limit: Duration
    ) async throws(HTTPError) {
        var request = HTTPRequest(.get, try HTTPURL("http://\(host):\(port)/"))
        request.isConnectionOnly = true
        request.route = .direct
        request.timeouts = HTTPTimeouts(connect: limit, total: limit)
        _ = try await exchange(request)
    }

    private func exchange(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let ticket = TransferLoop.Ticket()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { loop.start(ticket, request, $0) }
        } onCancel: {
            loop.cancel(ticket)
        }
        return try result.get()
    }
}
