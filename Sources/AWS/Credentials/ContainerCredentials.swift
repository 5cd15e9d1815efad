import Bytes
import FoundationEssentials
import HTTP

/// The credentials of a container's task, from `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or
/// `AWS_CONTAINER_CREDENTIALS_FULL_URI`.
///
/// The request carries a token if `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` or
/// `AWS_CONTAINER_AUTHORIZATION_TOKEN` has one; without TLS only to hosts on the machine itself.
package struct ContainerCredentials: CredentialsProvider {
    package let name = "container"
    private let environment: [String: String]
    private let sender: ObservedSender
    private let retries: RequestRetries

    package init(
        environment: [String: String], _ sender: ObservedSender, timing: RequestTiming,
        budget: RetryBudget
    ) {
        self.environment = environment
        self.sender = sender
        retries = RequestRetries(budget: budget, timing: timing)
    }

    /// The task's credentials; nil if neither variable is set.
    ///
    /// - Throws: `AWSError` of kind `.configuration` for an untrusted host or an invalid token;
    ///   otherwise the error of the request.
    package func credentials() async throws(AWSError) -> Credentials? {
        var prepared: HTTPRequest
        do throws(ConfigurationProblem) {
            guard let url = try url() else { return nil }
            prepared = HTTPRequest(.get, url, headers: ["Accept": "application/json"])
            if let token = try token() {
                sender.secrets.add(token)
                prepared.headers.add("Authorization", token)
            }
        } catch {
            throw problem(error)
        }
        prepared.route = .direct
        prepared.timeouts = HTTPTimeouts(
            connect: .seconds(2), total: .seconds(5), stall: .seconds(5))
        prepared.destination = .memory(limit: 1024 * 1024)
        let request = prepared
        return try await retries.run(telling: sender.tell) { number async throws(AWSError) in
            try await fetch(request, number)
        }
    }

    private func fetch(_ request: HTTPRequest, _ number: Int) async throws(AWSError) -> Credentials
    {
        let operation = "GET \(request.url.path)"
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await sender.send(
                request, service: "container credentials", operation: operation,
                tryNumber: number)
        } catch {
            throw AWSError(
                error, service: "credentials", operation: name, isRepeatable: true)
        }
        func failure(_ kind: AWSError.Kind, mayRepeat: Bool) -> AWSError {
            var error = AWSError(
                kind, service: "credentials", operation: name,
                endpoint: request.url.description)
            error.status = response.status
            error.retryAfter = response.retryAfter(
                now: Int(retries.timing.clock.now().timeIntervalSince1970))
            error.mayRepeat = mayRepeat
            return error
        }
        guard response.isSuccess else {
            if response.status == 429 { throw failure(.throttled, mayRepeat: true) }
            let isPassing = response.status >= 500
            throw failure(isPassing ? .transient : .refused, mayRepeat: isPassing)
        }
        do throws(MalformedReply) {
            return try Credentials(metadata: ReplyFields(parsing: response.body))
        } catch {
            throw failure(.malformedReply(error), mayRepeat: error.isBroken)
        }
    }

    private func url() throws(ConfigurationProblem) -> HTTPURL? {
        let relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
        let full = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
        do throws(HTTPError) {
            if let path = environment[relative], !path.isEmpty {
                guard path.begins(with: "/") else {
                    throw HTTPError(.invalidURL("it does not begin with a slash"), url: path)
                }
                return try HTTPURL("http://169.254.170.2\(path)")
            }
            guard let text = environment[full], !text.isEmpty else { return nil }
            let url = try HTTPURL(text)
            if url.scheme == .https || url.isOnThisMachine { return url }
        } catch {
            let isRelative = environment[relative]?.isEmpty == false
            throw .invalidEndpoint(isRelative ? relative : full, error.message)
        }
        throw .untrustedHost(environment[full] ?? "")
    }

    private func token() throws(ConfigurationProblem) -> String? {
        let variable = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
        let text: String
        let source: String
        if let file = environment["\(variable)_FILE"], !file.isEmpty {
            guard let read = try SmallFile.text(file) else {
                throw .unreadableFile(file, "there is no such file")
            }
            (text, source) = (read.trimmed(), file)
        } else if let given = environment[variable], !given.isEmpty {
            (text, source) = (given, variable)
        } else {
            return nil
        }
        // A line break would start another header.
        guard !text.isEmpty, !text.utf8.contains(where: { $0 < 0x20 }) else {
            throw .invalidToken(source: source)
        }
        return text
    }
}

extension HTTPURL {
    /// Whether the host is a loopback address, or one of those at which ECS and EKS agents listen.
    fileprivate var isOnThisMachine: Bool {
        if ["localhost", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"].contains(
            host)
        {
            return true
        }
        // Four numbers, so that 127.0.0.1.example.com does not count as a loopback address.
        let parts = host.parts(at: ".")
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
