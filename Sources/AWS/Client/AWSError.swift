package import HTTP

/// Why a call of AWS, of instance metadata or for credentials came to nothing; worded in
/// `AWSError+Wording.swift`.
package struct AWSError: Error, Sendable, Equatable {
    /// What it means for whoever asked.
    ///
    /// The engine's failure class follows from it alone.
    package enum Kind: Sendable, Equatable {
        /// The service wants fewer requests.
        case throttled
        /// The network or the service failed for the moment.
        case transient
        /// There is no way to the endpoint: no address, no connection, no trusted TLS.
        case endpointUnreachable
        /// The instance role's credentials are not there yet.
        case credentialsPending
        /// No source has credentials; carries the names of those that were asked.
        case noCredentials(asked: [String])
        /// The service does not know the key or the signature.
        case credentialsRefused
        /// The credentials have run out, and so had those after a refresh; whether they are of a
        /// sort that is renewed by itself, so that newer ones will come.
        case expiredCredentials(areRenewed: Bool)
        /// A policy denies it, or none allows it; carries the IAM action, as in `opsworks:DescribeStacks`.
        case accessDenied(action: String)
        /// The account cannot use the service, or not in this region, whatever its policies say.
        case accountUnfit
        /// The thing that was asked about does not exist.
        case notFound
        /// The thing exists already, or is in use.
        case conflict
        /// The service finds the request wrong; carries what was asked.
        case validation(asked: String)
        /// The machine's clock is off by this many seconds, where the reply told the time; positive
        /// is ahead.
        case clockSkew(seconds: Int?)
        /// The reply is not what the API promises.
        case malformedReply(MalformedReply)
        /// What the machine was told about credentials or endpoints cannot be used.
        case configuration(ConfigurationProblem)
        /// The task was cancelled before a reply had come.
        case cancelled
        /// The service said no for a reason of its own.
        case refused
    }

    package var kind: Kind
    /// Who was asked: `opsworks`, `ec2`, `instance metadata`, `credentials`.
    package var service: String
    /// What was asked: `DescribeStacks`, `/latest/api/token`.
    package var operation: String
    /// The endpoint's URL, where one was known.
    package var endpoint: String?
    /// The HTTP status, where there was a reply.
    package var status: Int?
    /// The service's error code.
    package var code: String?
    /// The service's own words.
    package var serviceMessage: String?
    package var requestID: String?
    /// Which policy denied the request, where it was denied.
    package var denial: Denial?
    /// The region of the bucket that was asked for, where S3 says it.
    var bucketRegion: String?
    /// Whether instance metadata was asked, and not a service.
    package var isFromMetadata: Bool { service == MetadataClient.serviceName }
    /// Why there was no reply.
    package var cause: HTTPError?
    /// Whether there was a connection, and no reply came by it.
    var isSilence: Bool {
        switch cause?.reason {
        case .timedOut(.stall, _), .timedOut(.total, _): true
        default: false
        }
    }
    /// How often it was tried.
    package var tries = 1
    /// What the reply's `Retry-After` asked for.
    package var retryAfter: Duration?
    /// Whether the same request may be sent again: it may help, and does no harm.
    package var mayRepeat = false

    package init(_ kind: Kind, service: String, operation: String, endpoint: String? = nil) {
        self.kind = kind
        self.service = service
        self.operation = operation
        self.endpoint = endpoint
    }
}
