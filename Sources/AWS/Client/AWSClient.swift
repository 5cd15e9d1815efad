import FoundationEssentials
import HTTP

/// Calls AWS: the front page of the module.
///
/// A **service** (`OpsWorks`, `EC2`, `IAM`, `STS`) has one method an operation that enlist needs; it
/// takes and gives typed values and reads replies strictly. Underneath, an `Operation` says what is
/// asked and whether asking twice does harm; the **client** finds the **endpoint** (`Endpoints`),
/// takes **credentials** from a provider (`CredentialChain` asks where the SDKs ask) by way of a
/// cache, has the request signed, sends it, and tries again (`RequestRetries`) where that can help
/// and does no harm. **Instance metadata** (`MetadataClient`) is a service of its own, unsigned.
///
/// Every failure is an `AWSError`: its `kind` says what it means, `message` and `remedy` say it to a
/// person. An **observer** (`RequestObserver`) sees each request that is sent.
///
/// ```swift
/// let environment = ProcessInfo.processInfo.environment
/// let http = try HTTPClient(userAgent: "enlist/1.0", environment: environment)
/// let metadata = try MetadataClient(ObservedSender(http), environment: environment)
/// let identity = try await metadata.identityDocument()
/// let client = AWSClient(
///     ObservedSender(http), environment: environment,
///     credentials: CredentialChain.standard(
///         ObservedSender(http), environment: environment, metadata: metadata))
/// for stack in try await OpsWorks(client, region: identity.region).describeStacks() {
///     print(stack.id, stack.name)
/// }
/// ```
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
        _ sender: ObservedSender, environment: [String: String],
        credentials: (any CredentialsProvider)?, timing: RequestTiming = .real,
        budget: RetryBudget = RetryBudget()
    ) {
        self.sender = sender
        self.timing = timing
        endpoints = Endpoints(environment: environment)
        self.credentials = credentials.map { CredentialCache($0, clock: timing.clock) }
        retries = RequestRetries(budget: budget, timing: timing)
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
            guard case .expiredCredentials = error.kind, let used, let credentials else {
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
        return try await retries.run { number async throws(AWSError) in
            let response: HTTPResponse
            do throws(HTTPError) {
                response = try await sender.send(
                    signed, service: operation.service.name, operation: operation.name,
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
