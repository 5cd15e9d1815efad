import Cryptography
import FoundationEssentials
import HTTP

/// Sends an operation to its service: signed, and again where that can help and does no harm.
package struct AWSClient: Sendable {
    let sender: ObservedSender
    let endpoints: Endpoints
    /// Where the signing credentials come from; nil sends unsigned requests.
    private let credentials: CredentialCache?
    let retries: RequestRetries
    let timing: RequestTiming
    /// What must not be seen.
    var secrets: KnownSecrets { sender.secrets }

    /// A client that signs with `credentials`, or does not sign.
    package init(
        _ sender: ObservedSender, _ settings: SharedSettings,
        credentials: (any CredentialsProvider)?, timing: RequestTiming = .real,
        budget: RetryBudget = RetryBudget(), longestThrottling: Duration = .seconds(3)
    ) {
        self.sender = sender
        self.timing = timing
        endpoints = Endpoints(settings)
        self.credentials = credentials.map { CredentialCache($0, clock: timing.clock) }
        retries = RequestRetries(
            schedule: RequestRetries.Schedule(throttledCap: longestThrottling), budget: budget,
            timing: timing)
    }

    /// Calls `operation` in `region`; `read` makes the value from a reply with a 2xx status.
    ///
    /// - Throws: `AWSError`; of kind `.cancelled` as soon as the task is cancelled.
    func call<Value>(
        _ operation: Operation, in region: String,
        read: (HTTPResponse) throws(MalformedReply) -> Value
    ) async throws(AWSError) -> Value {
        let endpoint: Endpoint
        do throws(ConfigurationProblem) {
            endpoint = try endpoints.endpoint(of: operation.service, in: region)
        } catch {
            throw AWSError(
                .configuration(error), service: operation.service.name, operation: operation.name)
        }
        let used = try await credentials?.current()
        do throws(AWSError) {
            return try await send(operation, to: endpoint, signedWith: used, read: read)
        } catch {
            guard case .expiredCredentials = error.kind, !EarlyReads.isAhead, let used,
                let credentials
            else {
                throw error
            }
            let fresh = try await credentials.replacing(used)
            if fresh != used {
                return try await send(operation, to: endpoint, signedWith: fresh, read: read)
            }
            // The source, as instance metadata, may be late with newer ones.
            var error = error
            error.kind = .expiredCredentials(areRenewed: used.expiration != nil)
            throw error
        }
    }

    private func send<Value>(
        _ operation: Operation, to endpoint: Endpoint, signedWith credentials: Credentials?,
        read: (HTTPResponse) throws(MalformedReply) -> Value
    ) async throws(AWSError) -> Value {
        if let credentials { sender.secrets.add(credentials) }
        var request: HTTPRequest
        do throws(HTTPError) {
            request = try operation.request(to: endpoint.url)
        } catch {
            throw AWSError(
                error, service: operation.service.name, operation: operation.name,
                isRepeatable: operation.isRepeatable)
        }
        request.signature = credentials.map {
            SigV4(
                service: operation.service.name, region: endpoint.signingRegion,
                accessKeyID: $0.accessKeyID, secretAccessKey: $0.secretAccessKey,
                sessionToken: $0.sessionToken)
        }
        let signed = request
        return try await retries.run(telling: sender.tell) { number async throws(AWSError) in
            let response: HTTPResponse
            do throws(HTTPError) {
                response = try await sender.send(
                    try ready(signed), service: operation.service.name, operation: operation.name,
                    tryNumber: number)
            } catch {
                throw AWSError(
                    error, service: operation.service.name, operation: operation.name,
                    isRepeatable: operation.isRepeatable)
            }
            guard response.isSuccess else {
                let now = Int(timing.clock.now().timeIntervalSince1970)
                throw AWSError(
                    response, to: operation, at: endpoint, now: now, hiding: sender.secrets.now)
            }
            do throws(MalformedReply) {
                return try read(response)
            } catch {
                throw AWSError(error, in: response, to: operation, at: endpoint)
            }
        }
    }
}

extension AWSClient {
    /// The request as it is sent: libcurl signs it, unless it cannot.
    private func ready(_ request: HTTPRequest) throws(HTTPError) -> HTTPRequest {
        guard let signature = request.signature, request.hasHeadersOfOneBeginning else {
            return request
        }
        do throws(CryptographyFailure) {
            return try request.signed(by: signature, at: timing.clock.now())
        } catch {
            throw HTTPError(
                .invalidRequest("libcrypto could not \(error.task) it"), url: "\(request.url)")
        }
    }
}

extension AWSError {
    /// What it means that a successful reply cannot be read.
    fileprivate init(
        _ problem: MalformedReply, in response: HTTPResponse, to operation: Operation,
        at endpoint: Endpoint
    ) {
        self.init(
            .malformedReply(problem), service: operation.service.name, operation: operation.name,
            endpoint: endpoint.url.description)
        status = response.status
        requestID = RequestID.of(response)
        // Broken syntax is most often a reply that was cut off; a missing field stays missing.
        mayRepeat = problem.isBroken && operation.isRepeatable
    }
}
