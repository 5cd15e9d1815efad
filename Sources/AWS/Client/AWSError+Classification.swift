import Bytes
import HTTP
import Numbers

extension AWSError {
    /// Classifies an unsuccessful reply; `now`, in seconds since 1970, is compared with the reply's
    /// time, and `secrets` are removed from the service's quoted message.
    init(
        _ response: HTTPResponse, to operation: Operation, at endpoint: Endpoint, now: Int,
        hiding secrets: Secrets
    ) {
        let reply = ErrorReply(response, hiding: secrets)
        let kind = AWSError.kind(of: reply, response, operation, now: now)
        self.init(
            kind, service: operation.service.name, operation: operation.name,
            endpoint: endpoint.url.description)
        status = response.status
        code = reply.code
        serviceMessage = reply.message
        requestID = reply.requestID
        bucketRegion = response.headers["x-amz-bucket-region"] ?? reply.bucketRegion
        if case .accessDenied = kind { denial = reply.denial }
        retryAfter = AWSError.retryAfter(response) ?? response.retryAfter(now: now)
        // A throttled request had no effect; one that failed may have had its effect.
        mayRepeat = kind == .throttled || (kind == .transient && operation.isRepeatable)
    }

    /// Classifies a request without a reply.
    init(_ cause: HTTPError, service: String, operation: String, isRepeatable: Bool) {
        let kind: Kind =
            switch cause.reason {
            case .cancelled: .cancelled
            case .couldNotResolve, .couldNotConnect, .tlsFailed, .timedOut(.connect, _):
                .endpointUnreachable
            case .timedOut, .connectionDropped, .bodyCutOff, .malformedReply, .failed: .transient
            case .invalidURL, .invalidRequest, .bodyTooLarge, .fileNotWritten, .tooManyRedirects,
                .redirectRefused, .unsupported:
                .refused
            }
        self.init(kind, service: service, operation: operation, endpoint: cause.url)
        self.cause = cause
        let mayHelp =
            switch cause.reason {
            case .tlsFailed: false
            default: kind == .transient || kind == .endpointUnreachable
            }
        mayRepeat = mayHelp && (isRepeatable || !cause.mayHaveArrived)
    }

    /// The wait that AWS' own header asks for: in milliseconds, an hour at most.
    private static func retryAfter(_ response: HTTPResponse) -> Duration? {
        response.headers["x-amz-retry-after"]
            .flatMap { Int(decimal: $0.trimmed(), in: 0...Int.max) }
            .map { .milliseconds(min($0, 3_600_000)) }
    }

    private static func kind(
        of reply: ErrorReply, _ response: HTTPResponse, _ operation: Operation, now: Int
    ) -> Kind {
        let code = reply.code ?? ""
        if throttling.contains(code) || response.status == 429 { return .throttled }
        let skew = response.time(in: "Date").map { now - $0 }
        if expired.contains(code) || code == "RequestExpired" && skew.map(isSmall) == true {
            return .expiredCredentials(areRenewed: false)
        }
        if isAboutTheClock(code, reply.message ?? "") {
            // A reply of a proxy's, or one that came late, has this machine's time.
            return .clockSkew(seconds: skew.flatMap { isSmall($0) ? nil : $0 })
        }
        if refusedCredentials.contains(code) { return .credentialsRefused }
        if unfit.contains(code) { return .accountUnfit }
        if denied.contains(code) {
            return .accessDenied(action: action(in: reply.message, of: operation))
        }
        if transient.contains(code) || response.status >= 500 { return .transient }
        if code.ends(with: "NotFound") || code.ends(with: "NotFoundException")
            || code == "NoSuchEntity" || code == "NoSuchBucket"
        {
            return .notFound
        }
        if conflicts.contains(code) { return .conflict }
        if validation.contains(code) || code.begins(with: "Invalid")
            || code.begins(with: "Malformed")
        {
            return .validation(asked: operation.summary)
        }
        return .refused
    }

    /// Codes of all services, from botocore 1.44's retries and the services' own lists; a test
    /// compares them with the newest.
    static let throttling: Set = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled",
        "RequestThrottledException", "RequestLimitExceeded", "TooManyRequestsException",
        "BandwidthLimitExceeded", "SlowDown", "EC2ThrottledException",
        "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "LimitExceededException", "PriorRequestNotComplete",
    ]
    static let transient: Set = [
        "InternalFailure", "InternalError", "InternalServerError", "ServiceUnavailable",
        "ServiceUnavailableException", "Unavailable", "RequestTimeout", "RequestTimeoutException",
        "IDPCommunicationError", "ConcurrentModification", "EntityTemporarilyUnmodifiable",
        // S3's words are: please try again.
        "OperationAborted",
    ]
    static let expired: Set = [
        "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired",
    ]
    static let refusedCredentials: Set = [
        "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "AuthFailure",
        "InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignature",
        "IncompleteSignatureException", "MissingAuthenticationToken",
        "MissingAuthenticationTokenException", "InvalidIdentityToken",
    ]
    static let denied: Set = [
        "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnauthorizedException",
        "NotAuthorized",
    ]
    /// Codes that no policy can fix: the service or the region is not available to this account, or
    /// not yet.
    static let unfit: Set = [
        "OptInRequired", "SubscriptionRequiredException", "NotSignedUp", "AccountProblem",
        "PendingVerification", "Blocked",
    ]
    static let conflicts: Set = [
        "EntityAlreadyExists", "DeleteConflict", "ConflictException", "ResourceInUseException",
    ]
    static let validation: Set = [
        "ValidationException", "ValidationError", "MissingParameter", "MissingParameterException",
        "UnknownParameter", "SerializationException", "TagLimitExceeded",
    ]

    /// Whether the clocks differ so little that a signature's time cannot be the reason; EC2
    /// returns `RequestExpired` both for an old signature and for expired credentials.
    private static func isSmall(_ skew: Int) -> Bool { skew.magnitude < 240 }

    /// Whether a refusal is about the clock: the services have two wordings for a signature from
    /// another time.
    private static func isAboutTheClock(_ code: String, _ message: String) -> Bool {
        if ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"].contains(code) {
            return true
        }
        guard code == "InvalidSignatureException" || code == "SignatureDoesNotMatch" else {
            return false
        }
        return message.contains(bytes: "not yet current")
            || message.contains(bytes: "Signature expired")
    }

    /// The missing action: as the message names it, otherwise that of the refused operation.
    private static func action(in message: String?, of operation: Operation) -> String {
        if let (_, rest) = message?.halves(around: "not authorized to perform: ") {
            let name = String(decoding: rest.utf8.prefix { !$0.isSpace }, as: UTF8.self)
            if name.hasByte(":") { return name }
        }
        return "\(operation.service.name):\(operation.name)"
    }
}
