import FoundationEssentials
import HTTP
import Synchronization

/// Reads the instance's metadata by IMDSv2 alone: every request carries a session token.
///
/// It never uses a proxy. A connection times out after one second; a request has up to six
/// attempts.
package final class MetadataClient: Sendable {
    /// The name under which errors and exchanges list it.
    static let serviceName = "instance metadata"
    /// The number of attempts of a request.
    private static let tries = 6
    static let tokenPath = "/latest/api/token"
    /// The lifetime of a session token in seconds: the service's maximum.
    private static let tokenLifetime = 21600

    private static let ipv4 = "http://169.254.169.254"
    private static let ipv6 = "http://[fd00:ec2::254]"

    private struct Token {
        let text: String
        let end: Date
    }

    let sender: ObservedSender
    private let retries: RequestRetries
    private let timing: RequestTiming
    /// The service's possible endpoints: an IPv6-only subnet has only the second.
    private let bases: [String]
    /// The index of the endpoint that has answered.
    private let answering = Mutex<Int?>(nil)
    /// Whether `AWS_EC2_METADATA_DISABLED` is set.
    package let isDisabled: Bool
    private let token = Mutex<Token?>(nil)

    /// Creates a client for the endpoint that `environment` names, by default the instance's own.
    ///
    /// Reads `AWS_EC2_METADATA_SERVICE_ENDPOINT`, `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE` (`IPv4`
    /// or `IPv6`; without it both are tried) and `AWS_EC2_METADATA_DISABLED`.
    ///
    /// - Throws: `AWSError` of kind `.configuration` if the endpoint is not an http(s) URL.
    package init(
        _ sender: ObservedSender, environment: [String: String], timing: RequestTiming = .real
    ) throws(AWSError) {
        self.sender = sender
        self.timing = timing
        isDisabled = environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true"
        bases = try MetadataClient.bases(environment)
        retries = RequestRetries(
            failures: MetadataClient.tries, throttlings: MetadataClient.tries,
            schedule: RequestRetries.Schedule(
                transientBase: .milliseconds(100), throttledBase: .milliseconds(500),
                cap: .seconds(2)),
            budget: RetryBudget(), timing: timing)
    }

    /// The text at `path`, such as `/latest/meta-data/instance-id`; nil if there is no such path.
    ///
    /// - Throws: `AWSError`; of kind `.cancelled` as soon as the task is cancelled.
    package func text(_ path: String) async throws(AWSError) -> String? {
        try await read(path) { $0 }
    }

    /// The text at `path`, parsed by `parse`; nil if there is no such path.
    ///
    /// A text with broken syntax was most often cut off, and is requested again.
    func read<Value>(
        _ path: String, _ parse: (String) throws(MalformedReply) -> Value
    ) async throws(AWSError) -> Value? {
        guard !isDisabled else { throw failure(.configuration(.metadataDisabled), path) }
        return try await retries.run(telling: self.sender.tell) { number async throws(AWSError) in
            var response = try await self.get(path, number)
            if response.status == 401 {
                // The token has become invalid, for example after a hibernation: retry with a new
                // one.
                self.token.withLock { $0 = nil }
                response = try await self.get(path, number)
            }
            guard response.status != 404 else { return nil }
            guard response.isSuccess else { throw self.failure(response, path) }
            do throws(MalformedReply) {
                guard let text = String(validating: response.body, as: UTF8.self) else {
                    throw MalformedReply("", "is not UTF-8")
                }
                return try parse(text)
            } catch {
                var failure = self.failure(.malformedReply(error), path)
                failure.mayRepeat = error.isBroken
                throw failure
            }
        }
    }

    /// Like `read`, for a path that every instance has.
    ///
    /// - Throws: `AWSError`, also of kind `.notFound`.
    func readRequired<Value>(
        _ path: String, _ parse: (String) throws(MalformedReply) -> Value
    ) async throws(AWSError) -> Value {
        let value = try await read(path) { text throws(MalformedReply) in
            guard !text.isEmpty else { throw MalformedReply("", "is empty") }
            return try parse(text)
        }
        guard let value else { throw failure(.notFound, path) }
        return value
    }

    /// The error for `path` of the given kind.
    func failure(_ kind: AWSError.Kind, _ path: String) -> AWSError {
        AWSError(
            kind, service: MetadataClient.serviceName, operation: path,
            endpoint: bases[answering.withLock { $0 ?? 0 }] + path)
    }

    private func failure(_ response: HTTPResponse, _ path: String) -> AWSError {
        let mayRepeat = response.status >= 500 || [401, 429].contains(response.status)
        let kind: AWSError.Kind =
            switch response.status {
            case 429: .throttled
            default: mayRepeat ? .transient : .refused
            }
        var error = failure(kind, path)
        error.status = response.status
        error.retryAfter = response.retryAfter(
            now: Int(timing.clock.now().timeIntervalSince1970))
        error.mayRepeat = mayRepeat
        return error
    }

    private func get(_ path: String, _ number: Int) async throws(AWSError) -> HTTPResponse {
        let token = try await sessionToken(number)
        return try await send(.get, path, ["X-aws-ec2-metadata-token": token], number)
    }

    private func sessionToken(_ number: Int) async throws(AWSError) -> String {
        let now = timing.clock.now()
        if let known = token.withLock({ $0 }), known.end > now { return known.text }
        let path = MetadataClient.tokenPath
        let response = try await freshToken(number)
        guard response.isSuccess else { throw failure(response, path) }
        let text = String(decoding: response.body, as: UTF8.self)
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) else {
            throw failure(.malformedReply(MalformedReply("", "is not a token")), path)
        }
        // A minute early, so that it does not expire on its way.
        let end = now.addingTimeInterval(Double(MetadataClient.tokenLifetime - 60))
        token.withLock { $0 = Token(text: text, end: end) }
        return text
    }

    /// Requests a session token.
    ///
    /// If the hop limit is too small, the request arrives and the reply never does: after the
    /// second timeout a third attempt is pointless.
    private func freshToken(_ number: Int) async throws(AWSError) -> HTTPResponse {
        do throws(AWSError) {
            return try await send(
                .put, MetadataClient.tokenPath,
                ["X-aws-ec2-metadata-token-ttl-seconds": "\(MetadataClient.tokenLifetime)"],
                number)
        } catch {
            var error = error
            if number > 1, error.isSilence { error.mayRepeat = false }
            throw error
        }
    }

    /// The index of the endpoint to ask: the one that has answered; otherwise the first and the
    /// second in turn, with the first last, so that the error names it.
    private func place(_ number: Int) -> Int {
        answering.withLock { $0 }
            ?? (number % 2 == 0 && number < MetadataClient.tries ? bases.count - 1 : 0)
    }

    /// Sends one request, without any proxy.
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPHeaders, _ number: Int
    ) async throws(AWSError) -> HTTPResponse {
        let place = place(number)
        do throws(HTTPError) {
            var request = HTTPRequest(method, try HTTPURL(bases[place] + path), headers: headers)
            request.route = .direct
            let limit = Duration.seconds(method == .put ? 4 : 5)
            request.timeouts = HTTPTimeouts(connect: .seconds(1), total: limit, stall: limit)
            request.destination = .memory(limit: 1024 * 1024)
            let response = try await sender.send(
                request, service: MetadataClient.serviceName,
                operation: "\(method.rawValue) \(path)", tryNumber: number)
            answering.withLock { $0 = place }
            return response
        } catch {
            throw AWSError(
                error, service: MetadataClient.serviceName, operation: path, isRepeatable: true)
        }
    }

    /// The endpoints without a slash at their ends.
    private static func bases(_ environment: [String: String]) throws(AWSError) -> [String] {
        do throws(ConfigurationProblem) {
            let variable = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
            if let given = environment[variable], !given.isEmpty {
                let text = try Endpoints.folder(given, from: variable).text
                return [String(decoding: text.utf8.dropLast(), as: UTF8.self)]
            }
            let mode = "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"
            switch environment[mode]?.lowercased() ?? "" {
            case "": return [ipv4, ipv6]
            case "ipv4": return [ipv4]
            case "ipv6": return [ipv6]
            default: throw .invalidEndpoint(mode, "the mode is neither IPv4 nor IPv6")
            }
        } catch {
            throw AWSError(.configuration(error), service: serviceName, operation: "set-up")
        }
    }
}
