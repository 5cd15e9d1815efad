package import HTTP

/// Sends requests and tells an observer of each.
package struct ObservedSender: Sendable {
    private let sender: any HTTPSender
    private let observer: (any RequestObserver)?
    /// What replies must not be quoted with.
    package let secrets: KnownSecrets
    /// From when on a request takes long.
    private let patience: Duration

    package init(
        _ sender: any HTTPSender, observer: (any RequestObserver)? = nil,
        secrets: KnownSecrets = KnownSecrets(), patience: Duration = .seconds(2)
    ) {
        self.patience = patience
        self.sender = sender
        self.observer = observer
        self.secrets = secrets
    }

    /// Tells the observer of a wait before the next try.
    func tell(_ pause: RequestPause) { observer?.observe(pause) }

    /// Sends a request that no run asked for, and tells nobody.
    func sendUnobserved(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        try await sender.send(request)
    }

    /// Sends `request` as the given try of `operation`.
    func send(
        _ request: HTTPRequest, service: String, operation: String, tryNumber: Int
    ) async throws(HTTPError) -> HTTPResponse {
        // A step that asks for what was read ahead reports it.
        let observer = EarlyReads.isAhead ? nil : observer
        let start = ContinuousClock.now
        func tell(_ response: HTTPResponse?, _ error: String?) {
            guard let observer else { return }
            observer.observe(
                RequestExchange(
                    service: service, operation: operation, endpoint: request.url.description,
                    tryNumber: tryNumber, duration: ContinuousClock.now - start,
                    status: response?.status,
                    requestID: response.flatMap(RequestID.of), error: error,
                    bodies: observer.wantsBodies
                        ? ExchangeBodies(request, response, of: operation, hiding: secrets) : nil))
        }
        let watch = observer.map { observer in
            Task {
                try await Task.sleep(for: patience)
                observer.observe(
                    SlowRequest(
                        service: service, operation: operation, tryNumber: tryNumber,
                        elapsed: patience))
            }
        }
        defer { watch?.cancel() }
        do throws(HTTPError) {
            let response = try await sender.send(request)
            tell(
                response, response.isSuccess ? nil : ErrorReply(response, hiding: secrets.now).code)
            return response
        } catch {
            tell(nil, error.message)
            throw error
        }
    }
}
