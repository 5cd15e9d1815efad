package import HTTP

/// Why a request to AWS, to instance metadata or for credentials failed; worded in
/// `AWSError+Wording.swift`.
package struct AWSError: Error, Sendable, Equatable {
    /// The meaning of the error for the caller.
    ///
    /// The engine's failure class follows from it alone.
    package enum Kind: Sendable, Equatable {
        /// The service wants fewer requests.
        case throttled
        /// A temporary failure of the network or the service.
        case transient
        /// The endpoint cannot be reached: no address, no connection, no trusted TLS.
        case endpointUnreachable
        /// The instance role's credentials are not available yet.
        case credentialsPending
        /// No source has credentials; carries the names of the sources that were asked.
        case noCredentials(asked: [String])
        /// The service rejects the key or the signature.
        case credentialsRefused
        /// The credentials have expired, and so had the refreshed ones; carries whether they are of
        /// a kind that is renewed automatically, so that newer ones will come.
        case expiredCredentials(areRenewed: Bool)
        /// A policy denies it, or none allows it; carries the IAM action:
        /// `opsworks:DescribeStacks`.
        case accessDenied(action: String)
        /// The account cannot use the service, or not in this region, whatever its policies allow.
        case accountUnfit
        /// The requested object does not exist.
        case notFound
        /// The object exists already, or is in use.
        case conflict
        /// The service considers the request invalid; carries the request.
        case validation(asked: String)
        /// The machine's clock is off by this many seconds, if the reply had a time; positive is
        /// ahead.
        case clockSkew(seconds: Int?)
        /// The reply does not conform to the API.
        case malformedReply(MalformedReply)
        /// The machine's configuration of credentials or endpoints is not usable.
        case configuration(ConfigurationProblem)
        /// The task was cancelled before a reply arrived.
        case cancelled
        /// The service refused for a reason of its own.
        case refused
    }

    package var kind: Kind
    /// The service that was called: `opsworks`, `ec2`, `instance metadata`, `credentials`.
    package var service: String
    /// The operation: `DescribeStacks`, `/latest/api/token`.
    package var operation: String
    /// The endpoint's URL, if it was known.
    package var endpoint: String?
    /// The HTTP status, if there was a reply.
    package var status: Int?
    /// The service's error code.
    package var code: String?
    /// The service's own message.
    package var serviceMessage: String?
    package var requestID: String?
    /// How policies denied the request, if they did.
    package var denial: Denial?
    /// The region of the requested bucket, if S3 reports it.
    var bucketRegion: String?
    /// Whether the error is from instance metadata, not from a service.
    package var isFromMetadata: Bool { service == MetadataClient.serviceName }
    /// Why there was no reply.
    package var cause: HTTPError?
    /// Whether a connection was made, but no reply arrived on it.
    var isSilence: Bool {
        switch cause?.reason {
        case .timedOut(.stall, _), .timedOut(.total, _): true
        default: false
        }
    }
    /// The number of attempts.
    package var tries = 1
    /// The wait in the reply's `Retry-After`.
    package var retryAfter: Duration?
    /// Whether the same request may be sent again: that can help, and is harmless.
    package var mayRepeat = false

    package init(_ kind: Kind, service: String, operation: String, endpoint: String? = nil) {
        self.kind = kind
        self.service = service
        self.operation = operation
        self.endpoint = endpoint
    }
}
