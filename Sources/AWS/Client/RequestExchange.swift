/// One attempt of a request and its outcome, without headers or secrets.
package struct RequestExchange: Sendable {
    /// `opsworks`, `ec2`, `instance metadata`.
    package let service: String
    /// `DescribeStacks`, `GET /latest/api/token`.
    package let operation: String
    /// The URL without its query.
    package let endpoint: String
    /// The number of the attempt, from 1.
    package let tryNumber: Int
    package let duration: Duration
    /// The HTTP status; nil if there was no reply.
    package let status: Int?
    package let requestID: String?
    /// The service's error code, or why there is no reply.
    package let error: String?
    /// Nil if the observer does not want them.
    package let bodies: ExchangeBodies?
}
