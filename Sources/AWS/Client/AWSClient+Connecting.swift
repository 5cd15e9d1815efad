import HTTP

extension AWSClient {
    /// Opens a connection to a service, which the first request there then finds ready.
    ///
    /// What is sent is the request by which a service is greeted: empty and unsigned, so that it has no
    /// effect. Any answer will do, and without one nothing is lost; no observer is told. Nothing is sent to
    /// endpoints without TLS: opening a connection there takes as long as the request would.
    ///
    /// - Parameters:
    ///   - service: the service to connect to.
    ///   - region: where it is called.
    package func connect(to service: Service, in region: String) async {
        guard let endpoint = try? endpoints.endpoint(of: service, in: region),
            endpoint.url.scheme == .https
        else { return }
        var request = HTTPRequest(.get, endpoint.url)
        request.destination = .memory(limit: 64 * 1024)
        request.timeouts = HTTPTimeouts(
            connect: .seconds(5), total: .seconds(10), stall: .seconds(5))
        _ = try? await sender.sendUnobserved(request)
    }
}
